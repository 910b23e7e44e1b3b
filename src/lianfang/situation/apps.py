from django.apps import AppConfig


class SituationConfig(AppConfig):
    name = "lianfang.situation"
    label = "situation"
    default_auto_field = "django.db.models.BigAutoField"
