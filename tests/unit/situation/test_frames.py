"""Rows of derived tables as frames: each value as the table holds it, whatever stands in it."""

from datetime import UTC, date, datetime
from uuid import UUID

import polars as pl
import pytest

from lianfang.access.session import machine_session
from lianfang.situation.frames import frame_of
from lianfang.situation.models import CaseStatus, PersonStatus

WHO = UUID(int=7)
CASE = {"case": pl.String, "number": pl.String, "onset": pl.Date, "classified": pl.Datetime("us", "UTC")}

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("number", "onset", "classified"),
    [
        ("王芳-1", date(2020, 2, 29), datetime(2021, 1, 10, 7, 30, 0, 123456, tzinfo=UTC)),
        ("", None, None),
        (None, date(1, 1, 1), datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)),
        ('a "quoted", number\nof two lines', None, None),
    ],
)
def test_a_value_comes_as_the_table_holds_it(number, onset, classified):
    told = {"number": number, "onset": onset, "classified": classified}
    with machine_session():
        CaseStatus.objects.create(case=WHO, person=WHO, responsible="/CN/", **told)
        found = frame_of(CaseStatus.objects.filter(case=WHO), tuple(CASE))
    assert found.schema == CASE
    assert found.row(0, named=True) == {"case": str(WHO), **told}


@pytest.mark.parametrize("age", [36.0, 0.5, None])
def test_an_age_is_a_number(age):
    with machine_session():
        PersonStatus.objects.create(person=WHO, age=age, responsible="/CN/")
        found = frame_of(PersonStatus.objects.filter(person=WHO), ("person", "age"))
    assert found.schema["age"] == pl.Float64
    assert found.row(0) == (str(WHO), age)


def test_no_rows_are_a_frame_of_the_same_columns():
    every = CaseStatus.objects.all()
    with machine_session():
        for rows in (every, every.none(), every.filter(case__in=[])):
            assert frame_of(rows, tuple(CASE)).schema == CASE
