"""Auditors read figures by the table of rights: the database shows them those of their area, and still no person."""

import pytest
from django.db import connection

import cast
from access.test_the_database_alone import TABLES, of_ours
from lianfang.access import rights
from lianfang.access.session import machine_session, session_of
from lianfang.places.tree import path_of
from lianfang.situation.models import Count

pytestmark = pytest.mark.django_db


@pytest.fixture
def counted(story):
    """A typed figure of our county beside those that are counted from the cast's cases."""
    from uuid import UUID

    from lianfang import facts

    row = {"reported_count.counted": cast.COUNTY, "reported_count.day": "2021-01-08", "reported_count.confirmed": 7}
    request = UUID(cast.subject("a figure of the access tests"))
    by = cast.recorder("commander")
    told = facts.record("reported_count", [row], by, "cast", request, cast.NOW, defaults={"disease": cast.DISEASE})
    assert not told.rejected, told.rejections


def paths_seen():
    return set(Count.objects.values_list("path", flat=True))


def typed_seen():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM facts_reportedcount")
        return cursor.fetchone()[0]


def test_an_auditor_sees_the_figures_of_the_area_and_no_person(counted, account_of):
    ours = path_of(cast.COUNTY)
    with machine_session():
        there = {path for path in paths_seen() if path.startswith(ours)}
    assert there, "the cast's county has figures"
    with session_of(account_of("auditor")):
        assert paths_seen() == there and typed_seen() == 1
        assert not any(of_ours(table) for table in TABLES)
    with session_of(account_of("auditor", here=False)):
        assert not paths_seen() & there
        assert not any(of_ours(table) for table in TABLES)


def test_who_may_read_no_figures_and_no_people_sees_neither(counted, account_of):
    assert not rights.sees_figures("administrator")
    with session_of(account_of("administrator")):
        assert paths_seen() == set() and typed_seen() == 0
