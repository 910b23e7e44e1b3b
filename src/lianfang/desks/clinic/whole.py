"""Several kinds of fact from one form, in one transaction: all of them, or none."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from lianfang.desks.recording import entered
from lianfang.facts.recorder import Recorded
from lianfang.vocabulary import Mistake


class Refused(Exception):
    """The ledger refused a part of the form, so nothing of it was recorded.

    ``column`` is the full name of the column that cannot be ("" where it is none), ``value`` what it held.
    """

    def __init__(self, column: str, value: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.value, self.reason = column, value, reason


# Records rows of a kind as one part of the form; ``part`` tells apart two recordings of the same kind.
Record = Callable[..., Recorded]


@contextmanager
def whole(request: HttpRequest, disease: str | None = None) -> Iterator[Record]:
    """Within, ``record(kind, rows)`` records a part of it. Raises Refused where one is refused; then none stays."""
    defaults = {"disease": disease} if disease else {}

    def record(kind: str, rows: Sequence[Mapping[str, Any]], part: str = "") -> Recorded:
        try:
            answer = entered(request, kind, rows, defaults=defaults, part=part or kind)
        except Mistake as mistake:
            raise Refused("", "", str(mistake)) from None
        for rejection in answer.rejections:
            raise Refused(rejection.column, rejection.value, rejection.reason)
        return answer

    with transaction.atomic():
        yield record
