"""Moments are read as Django reads them, and by the reader that is meant to."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.utils import DataError

from lianfang.server.moments import _MomentReader

pytestmark = pytest.mark.django_db
TIMESTAMPTZ = 1184  # the number of the type, the same on every server
MOMENTS = (
    "2021-01-10 08:00:00+08",
    "2021-01-10 08:00:00.5+08",
    "1582-10-04 23:59:59.999999+00",
    "0001-01-01 00:00:00+00",
    "9999-12-31 23:59:59+00",
    "2021-02-28 23:00:00-05:30",
)


def read(text):
    with connection.cursor() as cursor:
        reader = connection.connection.adapters.get_loader(TIMESTAMPTZ, 0)
        assert reader is _MomentReader
        cursor.execute("SELECT %s::timestamptz", [text])
        return cursor.fetchone()[0]


@pytest.mark.parametrize("text", MOMENTS)
def test_a_moment_is_read_in_utc(text):
    found = read(text)
    assert found.tzinfo is UTC
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM %s::timestamptz)", [text])
        assert (found - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() == pytest.approx(float(cursor.fetchone()[0]))


@pytest.mark.parametrize("text", ["infinity", "0044-03-15 12:00:00+00 BC"])
def test_what_python_cannot_hold_is_refused_as_psycopg_does(text):
    with pytest.raises(DataError):
        read(text)
