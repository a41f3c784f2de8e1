from django.apps import AppConfig


class Programme(AppConfig):
    name = "goldenthread.programme"
    label = "programme"
