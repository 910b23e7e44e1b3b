"""The figures of an area's curve for the script that draws them again where there is one: with zoom, and a day's words.

What a page shows without script, and what it prints, is the picture that the server drew of the same lines.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from lianfang.desks.analysis.picture import label_of
from lianfang.desks.moments import day_words, moment_words
from lianfang.reports.estimates import Ahead, DayLine, WeekLine


def chart(
    lines: Sequence[DayLine], ahead: Sequence[Ahead], by_onset: bool, known: datetime, most: int = 60
) -> dict[str, Any]:
    """The bars and bands of the lines as figures, and in words what is said of each; ``from`` is the first one shown
    before anybody zooms."""
    ahead = () if by_onset else ahead
    values = [line.ill if by_onset else line.told for line in lines]
    since = [(line.ill_since if by_onset else line.told_since) or 0 for line in lines]
    more = [
        max((line.expected or 0) - (value or 0), 0) if by_onset and line.expected is not None else 0
        for line, value in zip(lines, values, strict=True)
    ]
    ranges = [
        [line.low, line.high] if by_onset and line.low is not None and line.high is not None and line.high > line.low
        else None
        for line in lines
    ]  # fmt: skip
    return {
        "labels": [label_of(line) for line in lines] + [f"{one.day.month}-{one.day.day}" for one in ahead],
        "words": [
            *(_words(line, value, late, by_onset) for line, value, late in zip(lines, values, since, strict=True)),
            *(_words_ahead(one) for one in ahead),
        ],
        "known": [None if value is None else value - late for value, late in zip(values, since, strict=True)],
        "since": since,
        "more": more,
        "ranges": ranges,
        "ahead": [[one.median, one.low50, one.high50, one.low90, one.high90] for one in ahead],
        "names": {
            "known": _("known"),
            "since": _("known only lately"),
            "more": _("expected still to be reported"),
            "range": _("nine in ten"),
            "missing": _("not known"),
            "median": _("forecast"),
            "half": _("half"),
        },
        "from": max(len(lines) - most, 0),
        "note": _("as known %(moment)s") % {"moment": moment_words(known)},
    }


def _words(line: DayLine, value: float | None, late: float, by_onset: bool) -> list[str]:
    """A day or week, and what is known of it, a line each."""
    day = day_words(line.day)
    if isinstance(line, WeekLine):
        day = f"{line.year}-W{line.number:02d} · {day}–{day_words(line.last)}"
    if value is None:
        return [day, _("not known")]
    told = [day, _("known: %(number)s") % {"number": _number(value)}]
    if late:
        told.append(_("of these known only in the last seven days: %(number)s") % {"number": _number(late)})
    if by_onset and line.expected is not None and line.high is not None and line.low is not None:
        figures = {"number": _number(line.expected), "low": _number(line.low), "high": _number(line.high)}
        told.append(_("expected: %(number)s (90 %%: %(low)s–%(high)s)") % figures)
    return told


def _words_ahead(one: Ahead) -> list[str]:
    figures = {"number": number_format(one.median, 1)}
    figures |= {name: _number(getattr(one, name)) for name in ("low50", "high50", "low90", "high90")}
    return [
        day_words(one.day),
        _("forecast: %(number)s (50 %%: %(low50)s–%(high50)s, 90 %%: %(low90)s–%(high90)s)") % figures,
    ]


def _number(value: float) -> str:
    return number_format(value, 0 if value == int(value) else 1)
