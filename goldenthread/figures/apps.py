from django.apps import AppConfig


class Figures(AppConfig):
    name = "goldenthread.figures"
    label = "figures"
