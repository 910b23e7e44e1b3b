"""Duties counted from the kept tables, alike ones together, are those derived anew one by one."""

from datetime import date, timedelta

import pytest

import cast
from lianfang.access.session import session_of
from lianfang.reports.ledger import daily_report


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
