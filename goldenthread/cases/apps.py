from django.apps import AppConfig


class Cases(AppConfig):
    name = "goldenthread.cases"
    label = "cases"
