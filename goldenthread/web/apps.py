from django.apps import AppConfig


class Web(AppConfig):
    name = "goldenthread.web"
    label = "web"
