"""The figures as JSON: every dataclass an object, moments and dates in ISO, unknown as null."""

import json
from dataclasses import is_dataclass
from datetime import date, datetime
from typing import Any

from lianfang.reports.figures import DailyReport, Difference, Rate, SumCheck
from lianfang.reports.layout import paragraphs
from lianfang.reports.wording import Language


def as_data(report: DailyReport, language: Language = "zh") -> dict[str, Any]:
    """The report as plain data, with the sentences it says under ``paragraphs``."""
    return {
        **_plain(report.figures),
        "paragraphs": list(paragraphs(report.figures, language)),
        "then": {
            "known_at": _plain(report.then_known_at),
            "is_due": report.then_is_due,
            "differences": [_plain(difference) for difference in report.differences],
        }
        if report.then_known_at is not None
        else None,
    }


def rendered(report: DailyReport, language: Language = "zh") -> bytes:
    """The report as JSON in UTF-8."""
    return (json.dumps(as_data(report, language), ensure_ascii=False, indent=2) + "\n").encode()


def as_json(figures: Any) -> bytes:
    """A tree of dataclasses as JSON in UTF-8, the same bytes for the same figures."""
    return json.dumps(_plain(figures), ensure_ascii=False, sort_keys=True).encode()


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        plain = {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
        if isinstance(value, SumCheck | Difference):
            plain["difference"] = value.difference
        if isinstance(value, Rate):
            plain["value"] = value.value
        return plain
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value
