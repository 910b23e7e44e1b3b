from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "lianfang.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lianfang.access import entrance  # noqa: F401 (it listens to sign-ins)
