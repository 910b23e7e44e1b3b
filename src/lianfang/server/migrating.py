"""Bringing the database to the form this release needs."""


def migrate(verbosity: int = 0) -> None:
    """Runs all migrations as the owner. Django must be set up. On an empty LIANFANG_HOME this makes everything."""
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", database="owner", interactive=False, verbosity=verbosity)
    connections["owner"].close()
