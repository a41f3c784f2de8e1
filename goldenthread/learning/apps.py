from django.apps import AppConfig


class Learning(AppConfig):
    name = "goldenthread.learning"
    label = "learning"
