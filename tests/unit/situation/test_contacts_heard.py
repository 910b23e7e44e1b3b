"""What was heard of a contact last, after a refresh as after a rebuild; and a new column is filled by the worker."""

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection

import cast
from lianfang.access.session import machine_session
from lianfang.facts import record
from lianfang.facts.models import Touched
from lianfang.situation.models import Contact
from lianfang.situation.outbox import drain
from lianfang.situation.refresh import rebuild

pytestmark = pytest.mark.django_db
BEFORE = cast.NOW - timedelta(hours=6)


@pytest.fixture(autouse=True)
def story(db):
    cast.install()


def tried(*results):
    """Calls to the guest of the wedding, an hour apart."""
    rows = [
        {"person": cast.GUEST, "channel": "call", "result": result, "occurred_from": BEFORE + timedelta(hours=hour)}
        for hour, result in enumerate(results)
    ]
    answer = record("attempt", rows, cast.recorder("investigator"), "page", uuid4(), cast.NOW)
    assert not answer.rejections
    drain(cast.NOW)


def test_of_whom_nothing_was_heard_nothing_is_said():
    assert heard() == (None, 0, None, None)


def heard():
    with machine_session():
        return Contact.objects.values_list("called", "unanswered", "refused", "left").get(person=cast.GUEST)


@pytest.mark.parametrize(
    ("results", "called", "unanswered", "refused", "left"),
    [
        (("no_answer", "wrong_number"), None, 2, None, None),
        (("reached", "no_answer"), 0, 1, None, None),
        (("no_answer", "refused"), None, 0, 1, None),
        (("refused", "no_answer"), None, 1, 0, None),
        (("refused", "reached"), 1, 0, None, None),
        (("reached", "gone"), 0, 0, None, 1),
    ],
)
def test_what_was_heard_last_holds_and_is_the_same_rebuilt(results, called, unanswered, refused, left):
    tried(*results)
    moments = [None if hour is None else BEFORE + timedelta(hours=hour) for hour in (called, refused, left)]
    assert heard() == (moments[0], unanswered, moments[1], moments[2])
    refreshed = heard()
    rebuild(cast.NOW)
    assert heard() == refreshed


def test_the_migration_has_the_contacts_of_before_derived_anew():
    tried("no_answer")
    with machine_session():
        Contact.objects.update(unanswered=None)
        Touched.objects.all().delete()

    def execute(sql):
        with connection.cursor() as cursor:
            cursor.execute(sql)

    migration = import_module("lianfang.situation.migrations.0008_last_heard_of_contacts")
    migration.derived_anew(None, SimpleNamespace(connection=connection, execute=execute))
    drain(cast.NOW)
    assert heard()[1] == 1
