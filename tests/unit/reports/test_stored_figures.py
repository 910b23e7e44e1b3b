"""A day's figures from the kept tables, duties that are alike counted together, are those derived anew one by one."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

import cast
from lianfang import facts
from lianfang.access.session import session_of
from lianfang.reports.figures import Revision
from lianfang.reports.ledger import daily_report, day_figures
from lianfang.situation.outbox import drain


def _kept_and_derived(day):
    asked = {"disease": cast.DISEASE, "beside": False}
    with session_of(cast.account("commander")):
        kept = daily_report(cast.COUNTY, day, now=cast.NOW, **asked).figures
        derived = daily_report(cast.COUNTY, day, now=cast.NOW + timedelta(seconds=1), as_of=cast.NOW, **asked).figures
    return kept, derived


@pytest.mark.django_db
@pytest.mark.parametrize("day", [date(2021, 1, 9), date(2021, 1, 10)])
def test_kept_and_derived_figures_are_the_same(day):
    cast.install()
    kept, derived = _kept_and_derived(day)
    assert kept.rules and any(rule.overdue for rule in kept.rules)
    assert kept == derived


@pytest.mark.django_db
def test_the_share_of_infected_contacts_is_counted_as_it_is_derived():
    cast.install()
    at = cast.NOW - timedelta(hours=12)
    isolated = {"person": cast.WIFE, "observation.observation": "central"}
    entered = {"observation.stage": "entered", "observation.occurred_from": at - timedelta(hours=1)}
    released = {"observation.stage": "released", "observation.occurred_from": at}
    infected = {
        "person": cast.DAUGHTER,
        "case.number": "QH-901",
        "case.classification": "asymptomatic",
        "case.occurred_from": at,
        "case.responsible": cast.VILLAGE,
        "case.reported_by": cast.CDC,
    }
    by, defaults = cast.recorder("investigator"), {"disease": cast.DISEASE}
    observed = [isolated | entered, isolated | released]
    for layout, rows in (("observations", observed), ("linelist", [infected])):
        answer = facts.record(layout, rows, by, "test", uuid4(), cast.NOW, defaults=defaults)
        assert not answer.rejected, answer.rejections
    drain(cast.NOW)
    kept, derived = _kept_and_derived(date(2021, 1, 9))
    assert kept == derived
    share = next(rate for rate in kept.rates if rate.name == "contact_infection")
    assert (share.numerator, share.denominator) == (1, 2)
    with session_of(cast.account("commander")):
        figures, before = day_figures(cast.COUNTY, date(2021, 1, 10), now=cast.NOW, disease=cast.DISEASE)
    assert (before.bulletin, before.contacts, before.opening) == (kept.bulletin, kept.contacts, kept.opening)
    assert figures.row("asymptomatic").current == before.row("asymptomatic").new == 1


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
