from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "lianfang.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lianfang.access import entrance, idle  # noqa: F401 (they listen to sign-ins)
