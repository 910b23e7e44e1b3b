"""Which page shows the rows behind a sentence of an analysis briefing."""

from django.urls import reverse

from lianfang.desks.meetings.rows import address, figure_addresses
from lianfang.reports.analysis_figures import AnalysisBriefing
from lianfang.reports.analysis_wording import Section


def statement_addresses(b: AnalysisBriefing, parts: tuple[Section, ...], past: str) -> dict[str, str]:
    """By what a sentence opens, the address of its rows; ``past`` is the ``as-of`` of a page of a past moment."""
    day = {"day": b.day.isoformat(), "disease": b.now.disease}
    addresses = figure_addresses({**day, "area": b.area.code}, past) | {
        "analysis": address(reverse("analysis:area"), {"area": b.area.code, "disease": b.now.disease}, past),
        "weeks": address(
            reverse("analysis:area"),
            {"area": b.area.code, "disease": b.now.disease, "step": "week", "by": "report"},
            past,
        ),
        "signals": address(reverse("analysis:signals"), {"disease": b.now.disease}, past),
        "cases": address(reverse("cdc:cases"), {}, past),
        "unsigned": address(reverse("areas:sign_offs"), {**day, "state": "missing"}, past),
    }
    for signal in b.signals:
        addresses[f"signal {signal.subject}"] = address(reverse("analysis:signal", args=[signal.subject]), {}, past)
    return {statement.opens: addresses[statement.opens] for part in parts for statement in part.statements}
