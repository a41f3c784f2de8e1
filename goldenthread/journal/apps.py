from django.apps import AppConfig


class Journal(AppConfig):
    name = "goldenthread.journal"
    label = "journal"
