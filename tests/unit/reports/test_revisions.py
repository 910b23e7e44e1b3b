"""补报 and 核减: what became known of earlier days since the day before was due."""

from datetime import UTC, date, datetime
from uuid import uuid4

import polars as pl
import pytest

import cast
from lianfang.reports.daily import daily_figures
from lianfang.reports.figures import DailyReport, Revision
from lianfang.reports.layout import document
from lianfang.reports.revisions import revisions
from unit.reports.frames import given

BEGINS = datetime(2021, 1, 8, 16, tzinfo=UTC)  # 9 January, 00:00
EIGHTH, NINTH = datetime(2021, 1, 8, 2, tzinfo=UTC), datetime(2021, 1, 9, 2, tzinfo=UTC)
SCHEMA = {"subject": pl.String, "classification": pl.String, "occurred_from": pl.Datetime("us", "UTC")}


def facts(*rows):
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def test_only_what_was_unknown_of_earlier_days_is_told_later():
    before = facts(("known", "confirmed", EIGHTH), ("gone", "suspected", EIGHTH), ("moves", "asymptomatic", EIGHTH))
    now = facts(
        ("known", "confirmed", EIGHTH),
        ("late", "confirmed", EIGHTH),
        ("new", "confirmed", NINTH),
        ("moves", "asymptomatic", EIGHTH),
        ("moves", "confirmed", NINTH),
        ("elsewhere", "confirmed", EIGHTH),
        ("nobody", "excluded", EIGHTH),
    )
    here = {"known", "gone", "moves", "late", "new", "nobody"}
    assert revisions(before, now, here, BEGINS) == (
        Revision("confirmed", date(2021, 1, 8), 1, 0),
        Revision("suspected", date(2021, 1, 8), 0, 1),
    )


def test_a_correction_of_the_same_classification_is_no_revision():
    before, now = facts(("one", "confirmed", EIGHTH)), facts(("one", "confirmed", EIGHTH.replace(hour=9)))
    assert revisions(before, now, {"one"}, BEGINS) == ()


def test_the_report_has_a_row_a_figure_with_its_days_and_none_where_nothing_was_revised():
    told = tuple(Revision("confirmed", date(2021, 1, day), 2, 1 if day == 3 else 0) for day in (3, 7))
    made = document(DailyReport(daily_figures(**given(revised=told))))
    (table,) = [block for block in made.blocks if getattr(block, "title", "") == "补报和核减"]
    assert table.rows == (("确诊病例", 4, 1, "1月3日 +1、1月7日 +2"),)
    without = document(DailyReport(daily_figures(**given())))
    assert not [block for block in without.blocks if getattr(block, "title", "") == "补报和核减"]


@pytest.mark.django_db
def test_a_case_of_the_fifth_recorded_on_the_tenth_is_told_later_and_not_new_of_the_tenth():
    from lianfang import facts as ledger
    from lianfang.access.session import session_of
    from lianfang.reports.ledger import daily_report
    from lianfang.situation.outbox import drain

    cast.install()
    row = {
        "person": cast.OTHER,
        "case.number": "QH-9",
        "case.disease": cast.DISEASE,
        "case.classification": "confirmed",
        "case.occurred_from": "2021-01-05 10:00",
        "case.responsible": cast.TOWN,
    }
    told = ledger.record("case", [row], cast.recorder("investigator"), "test", uuid4(), cast.NOW)
    assert not told.rejected, told.rejections
    drain(cast.NOW)
    with session_of(cast.account("commander")):
        figures = daily_report(cast.COUNTY, date(2021, 1, 10), now=cast.NOW, disease=cast.DISEASE, beside=False).figures
    assert figures.revisions == (Revision("confirmed", date(2021, 1, 5), 1, 0),)
    assert figures.row("confirmed").new == 0 and figures.row("confirmed").cumulative == 2
