from django.apps import AppConfig


class Actions(AppConfig):
    name = "goldenthread.actions"
    label = "actions"
