from django.apps import AppConfig


class SituationConfig(AppConfig):
    name = "lianfang.situation"
    label = "situation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lianfang.facts.outbox import listen

        def refreshed(subjects: int) -> None:
            from lianfang.situation.tasks import recorded

            recorded(subjects)

        listen(refreshed)
