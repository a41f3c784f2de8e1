from django.apps import AppConfig


class Retention(AppConfig):
    name = "goldenthread.retention"
    label = "retention"
