from django.apps import AppConfig


class Jobs(AppConfig):
    name = "goldenthread.jobs"
    label = "jobs"
