"""The invented county of January 2021: ``county`` makes it as plain rows, ``prepare`` puts it into a database."""

from collections.abc import Callable


def prepare(size: int, fresh: bool, say: Callable[[str], object]) -> None:
    """Makes the county and records it, unless it is there already; prints what it does and the accounts.

    Django must be set up and the database migrated. Raises Mistake where a county of another size is there and
    ``fresh`` does not ask for a new one.
    """
    from lianfang.demonstration.load import prepared

    prepared(size, fresh, say)
