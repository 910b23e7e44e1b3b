"""The signed figures of a day, and what a correction took from them, as lines for the level above."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import Sum

from lianfang.access.models import Node
from lianfang.exchange.nodes.files import Line, plain
from lianfang.facts import known_by
from lianfang.facts.lowered import lowered
from lianfang.places.models import Unit
from lianfang.places.tree import range_of
from lianfang.situation.models import Count
from lianfang.vocabulary.subjects import place_subject

Already = Callable[[Iterable[str]], set[str]]
_SIGNED = ("unit", "day", "disease", "zero", "signed_by", "note", "occurred_from")
# The columns of a count as an area above keeps it, and the figures from which they come.
_FIGURES = {
    "confirmed": "cumulative_confirmed", "suspected": "cumulative_suspected",
    "asymptomatic": "cumulative_asymptomatic", "cured": "cumulative_discharged", "dead": "cumulative_died",
}  # fmt: skip


def signed_told(own: Node, path: str, since: datetime, at: datetime, already: Already) -> Iterator[tuple[Line, ...]]:
    """What units of ours signed since a moment and nobody told yet: a file a day and disease, with its figures."""
    rows = _signed(path, since, at)
    told = already(row["id"] for row in rows)
    new = [row for row in rows if row["id"] not in told]
    new.sort(key=lambda row: (row["day"], row["disease"], row["occurred_from"], row["unit"]))
    for (day, disease), signed in groupby(new, key=lambda row: (row["day"], row["disease"])):
        lines = [Line("sign_off", row["id"], plain({name: row[name] for name in _SIGNED})) for row in signed]
        yield (*lines, _figures(own, path, day, disease, at, [line.id for line in lines]))


def lowered_told(own: Node, path: str, since: datetime, at: datetime, already: Already) -> Iterator[tuple[Line, ...]]:
    """What corrections took from days that units of ours had signed: a file each, with the figures as they are now."""
    ours = {row["unit"] for row in _signed(path, since, at)}
    for disease in sorted({row["disease"] for row in _signed(path, since, at)}):
        found = [one for one in lowered(disease, since, at) if ours & set(one.units)]
        told = already(one.correction for one in found)
        for one in sorted(found, key=lambda one: (one.known, one.correction)):
            if one.correction in told:
                continue
            row = {
                "counted": one.area or own.area,
                "day": one.day,
                "disease": disease,
                "figure": one.figure,
                "units": ",".join(one.units),
                "signed": one.signed,
                "why": one.reason,
                "correction": one.correction,
                "occurred_from": one.known,
            }
            line = Line("lowered_figure", one.correction, plain(row), "sign_off", (one.correction,))
            yield line, _figures(own, path, one.day, disease, at, [one.correction])


def _signed(path: str, since: datetime, at: datetime) -> list[dict[str, Any]]:
    rows = known_by(at, ["sign_off"], between=(since, at))["sign_off"].to_dicts()
    low, high = range_of(path)
    ours = set(
        Unit.objects.filter(code__in={row["unit"] for row in rows}, path__gte=low, path__lt=high).values_list(
            "code", flat=True
        )
    )
    return [row for row in rows if row["unit"] in ours]


def _figures(own: Node, path: str, day: date, disease: str, at: datetime, rests_on: list[str]) -> Line:
    """What is counted of a day in our area, as known now, resting on the facts that this file tells beside it."""
    low, high = range_of(path)
    counted = Count.objects.filter(path__gte=low, path__lt=high, disease=disease, date=day)
    totals = dict(counted.values_list("figure").annotate(total=Sum("value")))
    row = {"counted": own.area, "day": day, "disease": disease, "publisher": own.name}
    row |= {column: totals.get(figure, 0) for column, figure in _FIGURES.items()}
    # The same figures for another reason are another line, and the same one told again is not.
    own_id = place_subject("figures", f"{own.area} {day} {disease} {at.isoformat()}")
    return Line("reported_count", own_id, plain(row), "counted", tuple(rests_on))
