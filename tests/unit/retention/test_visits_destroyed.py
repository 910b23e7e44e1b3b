"""When a declaration ends, visits without a contact are destroyed and certified; those that made one stay."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import polars as pl
import pytest
from django.db import DatabaseError

import cast
from lianfang import facts
from lianfang.access.session import machine_session, session_of
from lianfang.facts import visits
from lianfang.facts.models import Destruction
from lianfang.facts.visits.collecting import declared as declarations
from lianfang.retention import visits as retention
from lianfang.retention.certificate import text_of
from lianfang.retention.own import own_visits
from lianfang.vocabulary import Mistake

pytestmark = pytest.mark.django_db
MORNING = datetime.fromisoformat("2021-01-09 00:00")
END = datetime.fromisoformat("2021-01-12 00:00+08:00")
AFTER = END + timedelta(days=1)
SEEN = ("邵文博", "韩雪梅")


@pytest.fixture
def town(declared):
    """A case at the market on the 9th, somebody beside, and others elsewhere or later; a school is declared longer."""
    declared(until="2021-01-12")
    declared(kinds="school")
    row = {
        "person.name": "甲", "person.identity_number": "000121198001010010", "case.number": "1",
        "case.classification": "confirmed", "case.occurred_from": "2021-01-10 07:00", "case.onset": "2021-01-09",
        "case.responsible": cast.TOWN,
    }  # fmt: skip
    by = facts.Recorder("cdc", cast.COUNTY, None)
    found = facts.record("linelist", [row], by, "page", uuid4(), cast.NOW, defaults={"disease": cast.DISEASE})
    assert not found.rejections, found.rejections
    told = [
        ("000121198001010010", "早市", 0, 2, "market"), ("beside", "早市", 1, 3, "market"),
        ("beside", "早市", 30, 31, "market"), ("later", "早市", 5, 6, "market"), ("pupil", "一中", 0, 8, "school"),
    ]  # fmt: skip
    frame = pl.DataFrame(
        [
            (who, where, MORNING + timedelta(hours=b), MORNING + timedelta(hours=e), kind, "scan")
            for who, where, b, e, kind in told
        ],
        ("person", "place", "start", "end", "kind", "how"),
        orient="row",
    )
    assert visits.append(frame, cast.NOW, area=cast.TOWN).kept == 5
    with machine_session():
        [over] = [one for one in declarations(cast.NOW) if one.until is not None]
    return over.declaration


def people():
    found = visits.at_places(["早市", "一中"])
    names = ["000121198001010010", "beside", "later", "pupil"]
    known = dict(zip(visits.number_of(pl.Series(names)).to_list(), names, strict=True))
    return [(known[number], start.day) for number, start in found.select("person", "start").sort("start").rows()]


def test_visits_without_a_contact_go_and_are_certified(town, monkeypatch):
    with pytest.raises(Mistake, match="has not ended"):
        retention.destroy_ended(town, cast.NOW, "周建民", SEEN)
    with pytest.raises(Mistake, match="name 2 witnesses"):
        retention.destroy_ended(town, AFTER, "周建民", SEEN[:1])
    [(over, by)] = retention.ended(AFTER)
    assert (over.declaration, by) == (town, END + timedelta(days=14))
    before = people()
    trial = retention.destroy_ended(town, AFTER, "周建民", (), dry_run=True)
    assert (people(), trial.destroyed, trial.kept) == (before, 2, 2)
    with machine_session():
        assert not Destruction.objects.exists()

    # A kill after the record and before the file: the next run ends the work, and the record is one.
    with monkeypatch.context() as killed:
        killed.setattr("lianfang.trace.store.days.Days.keep_only", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            retention.destroy_ended(town, AFTER, "周建民", SEEN)
    made = retention.destroy_ended(town, AFTER, "周建民", SEEN)
    assert sorted(people()) == [("000121198001010010", 9), ("beside", 9), ("pupil", 9)], "the school is still declared"
    assert [(day.day.day, day.destroyed, day.kept, day.kinds) for day in made.days] == [
        (9, 1, 2, {"market scan": 1}), (10, 1, 0, {"market scan": 1}),
    ]  # fmt: skip
    with machine_session():
        rows = list(Destruction.objects.order_by("counts").values_list("destroyed", "kept", "witnesses"))
        assert sorted(rows) == [(1, 0, "邵文博、韩雪梅"), (1, 2, "邵文博、韩雪梅")]
    with session_of(cast.account("commander")), pytest.raises(DatabaseError):
        assert Destruction.objects.count() == 2, "the county reads its own"
        Destruction.objects.all().delete()
    text = text_of(made, "Asia/Shanghai")
    assert made.digest in text and "邵文博、韩雪梅" in text and "market scan 2" in text
    assert retention.destroy_ended(town, AFTER, "周建民", SEEN).destroyed == 0


def test_days_beyond_the_plan_go_each_night_and_a_person_gets_their_own(town):
    own = own_visits("000121198001010010", AFTER)
    assert own.select("place", "start").rows() == [("早市", MORNING + timedelta(hours=8))]
    with machine_session():
        [person] = facts.known_by(cast.NOW, ["person"])["person"]["subject"].to_list()
    assert own_visits(person, AFTER).equals(own) and isinstance(UUID(person), UUID)
    assert retention.days_kept() == timedelta(days=14)
    assert retention.destroy_old(AFTER, "worker").destroyed == 0
    late = AFTER + timedelta(days=11)
    assert [(day.day.day, day.destroyed) for day in retention.destroy_old(late, "worker").days] == [(9, 2)]
    assert sorted(people()) == [("000121198001010010", 9), ("beside", 9), ("beside", 10)]
