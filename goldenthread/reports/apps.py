from django.apps import AppConfig


class Reports(AppConfig):
    name = "goldenthread.reports"
    label = "reports"
