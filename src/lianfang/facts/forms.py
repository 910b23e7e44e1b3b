"""The forms that were filled in, as the book of requests tells them: by whom, how much, what of it was held."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from lianfang.access.session import machine_session
from lianfang.facts.models import Request


@dataclass
class Filled:
    """What a form told: how many columns, and those held already by their name."""

    filled: int = 0
    held: Counter[str] = field(default_factory=Counter)


def forms_filled(
    accounts: Collection[str], since: datetime, until: datetime
) -> dict[str, list[tuple[datetime, Filled]]]:
    """By account the forms of pages recorded from a moment to before another, each with what it told.

    What one form records is one form, however many kinds of fact it tells: a page records all of it at one moment. A
    form refused as a whole is not in the book.
    """
    with machine_session():
        rows = list(
            Request.objects.filter(source="page", recorded_by__in=list(accounts), at__gte=since, at__lt=until)
            .order_by("at", "id")
            .values_list("recorded_by", "at", "filled", "held_columns")
        )
    forms: dict[tuple[str, datetime], Filled] = {}
    for account, moment, filled, held in rows:
        assert moment is not None  # it lies between two
        form = forms.setdefault((account, moment), Filled())
        form.filled += filled or 0
        form.held.update(held or {})
    found: dict[str, list[tuple[datetime, Filled]]] = {}
    for (account, moment), form in forms.items():
        found.setdefault(account, []).append((moment, form))
    return found
