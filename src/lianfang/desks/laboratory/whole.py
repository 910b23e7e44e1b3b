"""A form recorded whole or not at all."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from lianfang.desks.recording import recorded
from lianfang.facts.recorder import Recorded


def recorded_whole(
    request: HttpRequest, kind: str, rows: Sequence[Mapping[str, Any]], *, defaults: Mapping[str, str] | None = None
) -> Recorded | None:
    """Records all rows of a form, or none: where one is refused, why stands on the page and the answer is None."""
    with transaction.atomic():
        answer = recorded(request, kind, rows, defaults=defaults, quiet=True)
        if answer is not None and not answer.rejected:
            return answer
        transaction.set_rollback(True)
    return None
