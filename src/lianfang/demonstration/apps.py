from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    name = "lianfang.demonstration"
    label = "demonstration"
