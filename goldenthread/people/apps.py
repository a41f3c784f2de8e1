from django.apps import AppConfig


class People(AppConfig):
    name = "goldenthread.people"
    label = "people"
