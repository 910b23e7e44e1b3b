from django.apps import AppConfig
from django.core.signals import request_started


class SituationConfig(AppConfig):
    name = "lianfang.situation"
    label = "situation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lianfang.facts.outbox import listen
        from lianfang.facts.visits import waiting

        def refreshed(subjects: int) -> None:
            from lianfang.situation.tasks import recorded

            recorded(subjects)

        def looks_again(**_told: object) -> None:
            from lianfang.situation.plans import look_again

            look_again()

        def arrived() -> None:
            from lianfang.situation.tasks import traced_soon

            traced_soon()

        listen(refreshed)
        waiting.listen(arrived)
        # A plan that another process was told of holds from the next request on.
        request_started.connect(looks_again, weak=False)
