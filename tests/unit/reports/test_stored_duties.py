"""Duties counted from the kept tables, alike ones together, are those derived anew one by one."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

import cast
from lianfang import facts
from lianfang.access.session import session_of
from lianfang.reports.figures import Revision
from lianfang.reports.ledger import daily_report
from lianfang.situation.outbox import drain


@pytest.mark.django_db
@pytest.mark.parametrize("day", [date(2021, 1, 9), date(2021, 1, 10)])
def test_kept_and_derived_duties_count_the_same(day):
    cast.install()
    asked = {"disease": cast.DISEASE, "beside": False}
    with session_of(cast.account("commander")):
        kept = daily_report(cast.COUNTY, day, now=cast.NOW, **asked).figures
        derived = daily_report(cast.COUNTY, day, now=cast.NOW + timedelta(seconds=1), as_of=cast.NOW, **asked).figures
    assert kept.rules and any(rule.overdue for rule in kept.rules)
    assert (kept.rules, kept.promises, kept.overdue) == (derived.rules, derived.promises, derived.overdue)


@pytest.mark.django_db
def test_what_became_known_late_of_earlier_days_stands_as_revised():
    cast.install()
    told = {
        "person.name": "孙一",
        "case.number": "QH-900",
        "case.classification": "asymptomatic",
        "case.occurred_from": cast.NOW - timedelta(days=2),
        "case.responsible": cast.VILLAGE,
        "case.reported_by": cast.CDC,
    }
    by, defaults = cast.recorder("investigator"), {"disease": cast.DISEASE}
    # Told at nine o'clock of the 10th, hours after the day before was due.
    answer = facts.record("linelist", [told], by, "test", uuid4(), cast.NOW, defaults=defaults)
    assert not answer.rejected, answer.rejections
    drain(cast.NOW)
    with session_of(cast.account("commander")):
        asked = {"disease": cast.DISEASE, "beside": False}
        report = daily_report(cast.COUNTY, date(2021, 1, 10), now=cast.NOW, **asked).figures
        before = daily_report(cast.COUNTY, date(2021, 1, 9), now=cast.NOW, **asked).figures
    assert report.revisions == (Revision("asymptomatic", date(2021, 1, 8), 1, 0),)
    # The 8th was still to be signed when the 9th's own day before was due.
    assert before.revisions == ()
