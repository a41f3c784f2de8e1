from django.apps import AppConfig


class Audits(AppConfig):
    name = "goldenthread.audits"
    label = "audits"
