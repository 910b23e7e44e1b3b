"""Bringing the database to the form this release needs."""

# Any number that nothing else locks: whoever migrates holds it.
_MIGRATING = 20210104


def migrate(verbosity: int = 0) -> None:
    """Runs all migrations as the owner. Django must be set up. On an empty LIANFANG_HOME this makes everything.

    Of two commands that begin at once one waits for the other, and then finds all done.
    """
    from django.core.management import call_command
    from django.db import connections

    owner = connections["owner"]
    try:
        with owner.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_MIGRATING])
        call_command("migrate", database="owner", interactive=False, verbosity=verbosity)
    finally:
        owner.close()  # and with it the lock goes
