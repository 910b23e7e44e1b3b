"""Which page shows the very rows that a sentence of a briefing or of a hand-over counts."""

from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from lianfang.desks.language import language_of_page
from lianfang.desks.moments import local
from lianfang.reports.meeting_figures import Briefing, Change
from lianfang.reports.meeting_wording import Part, change_label, signed_difference

# The figure behind what a report says of each of its subjects.
_FIGURES = {
    "situation": "cumulative_confirmed",
    "new": "new_confirmed",
    "contacts": "cumulative_contacts",
    "asymptomatic": "current_asymptomatic",
}
# What each figure of people or cases is called among the figures that open their rows.
_ROWS_OF = {"traced": "cumulative_contacts", "observed": "current_contacts", "released": "cumulative_released"}


def opened_by(briefing: Briefing, past: str) -> dict[str, str]:
    """By what a sentence opens, the address of its rows; ``past`` is the ``as-of`` of a page of a past moment."""
    day = {"day": briefing.now.day.isoformat(), "disease": briefing.now.disease}
    addresses = figure_addresses(day, past)
    meeting = reverse("meetings:meeting", args=[briefing.last.id]) if briefing.last else reverse("meetings:list")
    others = {
        "changes": (reverse("meetings:briefing"), {"disease": briefing.now.disease, "compare": "1"}),
        "overdue": (reverse("duties:list"), {"state": "overdue"}),
        "unsigned": (reverse("areas:sign_offs"), {**day, "state": "missing"}),
        "decided": (meeting, {}),
        "meetings": (reverse("meetings:list"), {}),
        "tasks": (reverse("tasks:list"), {"state": "open"}),
        "today": (reverse("duties:list"), {"state": "today"}),
    }
    return addresses | {name: address(where, asked, past) for name, (where, asked) in others.items()}


def figure_addresses(asked: dict[str, str], past: str) -> dict[str, str]:
    """By what a sentence of the day's figures tells of, the address of its rows; ``asked`` say day, disease, area."""
    where = reverse("commander:rows")
    return {subject: address(where, {**asked, "figure": figure}, past) for subject, figure in _FIGURES.items()}


def address(where: str, asked: dict[str, str], past: str) -> str:
    """An address with what it asks for, at the past moment where the page shows one."""
    query = urlencode({**asked, **({"as-of": past} if past else {})})
    return f"{where}?{query}" if query else where


def linked(parts: tuple[Part, ...], addresses: dict[str, str]) -> list[tuple[Part, list[tuple[str, str]]]]:
    """Each part with its sentences and the address that opens the rows of each."""
    return [
        (part, [(sentence.text, addresses.get(sentence.opens, "")) for sentence in part.sentences]) for part in parts
    ]


def change_lines(briefing: Briefing, past: str) -> list[tuple[str, Change, str, str, str]]:
    """Label, change, the difference in words, and the addresses of the rows known then and of those known now."""
    found = []
    for change in briefing.changes:
        figure = _ROWS_OF.get(change.column) if change.row == "contacts" else f"{change.column}_{change.row}"
        then, now = "", ""
        if figure:
            of_then = {"figure": figure, "day": _day(briefing.since), "disease": briefing.now.disease}
            of_now = {"figure": figure, "day": briefing.now.day.isoformat(), "disease": briefing.now.disease}
            then = address(reverse("commander:rows"), of_then, briefing.since.isoformat())
            now = address(reverse("commander:rows"), of_now, past)
        label = change_label(change, language_of_page())
        found.append((label, change, signed_difference(change.difference), then, now))
    return found


def _day(moment: datetime) -> str:
    """The local day that was over last before a moment."""
    from lianfang.desks.queries import last_full_day

    return last_full_day(local(moment)).isoformat()
