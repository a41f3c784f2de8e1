from django.apps import AppConfig


class Cli(AppConfig):
    name = "goldenthread.cli"
    label = "cli"
