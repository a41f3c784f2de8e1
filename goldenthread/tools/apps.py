from django.apps import AppConfig


class Tools(AppConfig):
    name = "goldenthread.tools"
    label = "tools"
