"""Contacts from recorded visits: they come, change and lose their ground with the facts. Refreshed equals rebuilt."""

from datetime import UTC, datetime, timedelta
from random import Random
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianfang import facts
from lianfang.access.session import machine_session
from lianfang.facts import Recorder
from lianfang.places.tree import install_areas, install_units
from lianfang.situation.models import CaseStatus, Contact, Count, Duty, DutyCause, Encounter, PersonStatus
from lianfang.situation.outbox import drain
from lianfang.situation.refresh import rebuild
from lianfang.situation.writing import key_of, stored

NOW = datetime(2021, 1, 10, 0, 0, tzinfo=UTC)
AREAS = [("CN", "中国", "nation", None), ("C1", "青禾县", "county", "CN"), ("T1", "河东镇", "town", "C1")]
UNITS = [
    ("CDC1", "cdc", "县疾控中心", "C1"), ("CMD1", "command", "县指挥部", "C1"),
    ("ISO1", "isolation_site", "隔离一点", "C1"), ("YY1", "hospital", "县医院", "C1"),
]  # fmt: skip
TABLES = (Duty, DutyCause, Contact, Encounter, PersonStatus, CaseStatus, Count)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def county():
    install_areas([dict(zip(("code", "name", "level", "parent"), row, strict=True)) for row in AREAS])
    install_units([dict(zip(("code", "kind", "name", "area"), row, strict=True)) for row in UNITS])


def snapshot():
    with machine_session():
        return {model.__name__: stored(model).sort(key_of(model)).rows() for model in TABLES}


def told(kind, *rows, at=NOW):
    """Records, drains the outbox, and holds what was refreshed against what is rebuilt from nothing."""
    by = Recorder("cdc1", "C1", "CDC1")
    answer = facts.record(kind, [dict(row) for row in rows], by, "page", uuid4(), at, defaults={"disease": "covid19"})
    assert answer.rejected == 0, answer.rejections
    drain(at)
    refreshed = snapshot()
    with machine_session():
        rebuild(at)
    assert snapshot() == refreshed
    return answer


def person(name):
    return {"person.name": name, "person.telephone": f"139{ord(name[0]) % 100_000_000:08d}", "person.residence": "T1"}


def case(name, onset="2021-01-08", number="07", **more):
    return person(name) | {
        "case.number": number, "case.classification": "confirmed", "case.occurred_from": "2021-01-09 07:00",
        "case.onset": onset, "case.responsible": "T1", **more,
    }  # fmt: skip


def visit(name, begin, end=None, where="喜来饭店", **more):
    row = person(name) | {"visit.place_name": where, "visit.occurred_from": begin, **more}
    return row if end is None else row | {"visit.occurred_until": end}


def contacts():
    with machine_session():
        names = dict(PersonStatus.objects.values_list("person", "name"))
        return {(names[one.person], one.grade) for one in Contact.objects.filter(ground_fell=None)}


def evidence(name):
    with machine_session():
        who = PersonStatus.objects.get(name=name).person
        return [(one.setting, one.place, one.minutes) for one in Encounter.objects.filter(person=who)]


def rules_owed(name):
    with machine_session():
        who = PersonStatus.objects.get(name=name).person
        return {duty.rule: duty for duty in Duty.objects.filter(person=who)}


def test_visits_before_the_case_make_contacts_when_the_case_comes():
    told("visit", visit("王某", "2021-01-07 12:30", "2021-01-07 13:30"))
    told("visit", visit("赵某", "2021-01-07 12:00", "2021-01-07 13:00"))
    assert contacts() == set()
    told("linelist", case("赵某"))
    assert contacts() == {("王某", "close")}
    assert evidence("王某") == [("closed_place", "喜来饭店", 60)]
    assert {"contact-told", "contact-carried"} <= set(rules_owed("王某"))


def test_a_visit_that_comes_days_after_the_case_makes_a_contact_at_once():
    told("linelist", case("赵某"))
    told("visit", visit("赵某", "2021-01-07 12:00", "2021-01-07 13:00"))
    later = NOW + timedelta(days=6)
    told("visit", visit("王某", "2021-01-07 12:30", "2021-01-07 13:30"), at=later)
    assert contacts() == {("王某", "close")}
    duty = rules_owed("王某")["contact-told"]
    assert (duty.opened, duty.due) == (later, later + timedelta(hours=12))


def test_whom_a_contact_met_is_secondary_until_the_contact_is_isolated():
    told("linelist", case("赵某"))
    told("visit", visit("赵某", "2021-01-07 12:00", "2021-01-07 13:00"),
         visit("王某", "2021-01-07 12:30", "2021-01-07 13:30"))  # fmt: skip
    told("visit", visit("孙某", "2021-01-08 09:00", "2021-01-08 10:00", "理发店"))
    told("visit", visit("王某", "2021-01-08 09:00", "2021-01-08 10:00", "理发店"))
    assert contacts() == {("王某", "close"), ("孙某", "secondary")}
    entered = person("王某") | {
        "observation.observation": "central", "observation.stage": "entered", "observation.site": "ISO1",
        "observation.occurred_from": "2021-01-07 20:00",
    }  # fmt: skip
    told("observation", entered)
    assert contacts() == {("王某", "close")}


def test_a_visit_corrected_or_withdrawn_unmakes_the_contact():
    told("linelist", case("赵某"))
    told("visit", visit("赵某", "2021-01-07 12:00", "2021-01-07 13:00"))
    told("visit", visit("王某", "2021-01-07 12:30", "2021-01-07 13:30"))
    (fact,) = [row for row in seen("visit") if row["occurred_from"].hour == 4 and row["occurred_from"].minute == 30]
    gone = {"visit.supersedes": fact["id"], "visit.withdrawn": True, "visit.reason": "记错人", "person": fact["person"]}
    told("visit", gone, at=NOW + timedelta(hours=1))
    assert contacts() == set()


def seen(kind):
    with machine_session():
        return facts.known_by(NOW + timedelta(days=30), [kind])[kind].to_dicts()


def test_a_withdrawn_case_ends_what_it_alone_obliged_and_says_why():
    told("linelist", case("赵某"), case("钱某", number="08"))
    meal = ("2021-01-07 12:00", "2021-01-07 13:00")
    earlier = ("2021-01-07 08:00", "2021-01-07 09:00", "书店")
    told("visit", visit("赵某", *meal), visit("王某", *meal), visit("赵某", *earlier), visit("孙某", *earlier))
    told("visit", visit("钱某", *meal, "茶馆"), visit("孙某", *meal, "茶馆"))
    assert {("王某", "close"), ("孙某", "close")} <= contacts()
    (fact,) = [row for row in seen("case") if row["number"] == "07"]
    later = NOW + timedelta(hours=5)
    gone = {"case.supersedes": fact["id"], "case.withdrawn": True, "case.reason": "录错人", "person": fact["person"]}
    told("case", gone, at=later)
    duty = rules_owed("王某")["contact-told"]
    assert duty.ends == later, "nobody is looked for because of a case that was none"
    with machine_session():
        fallen = Contact.objects.filter(ground_fell=later)
        assert {one.fell_because for one in fallen} == {"录错人"} and fallen.count() >= 2
    assert ("孙某", "close") in contacts() and ("王某", "close") not in contacts()
    assert rules_owed("孙某")["contact-told"].ends > later, "the other case obliges still"


def test_told_and_traced_are_one_contact_of_the_higher_grade():
    told("linelist", case("赵某"))
    exposure = person("王某") | {
        "exposure.case_number": "07", "exposure.grade": "general", "exposure.occurred_from": "2021-01-06 12:00"
    }  # fmt: skip
    told("exposures", exposure)
    assert contacts() == {("王某", "general")}
    meal = ("2021-01-07 12:00", "2021-01-07 13:00")
    told("visit", visit("赵某", *meal), visit("王某", *meal))
    assert contacts() == {("王某", "close")}
    with machine_session():
        one = Contact.objects.get()
        assert one.first_exposed == datetime(2021, 1, 6, 4, tzinfo=UTC)
        # In the closed room the air stayed risky until after both had left at the same time.
        assert one.last_exposed == datetime(2021, 1, 7, 5, tzinfo=UTC)


def test_a_train_is_shared_by_its_number_carriage_by_carriage():
    def ride(name, seat, carriage, number="G87次"):
        return person(name) | {
            "journey.direction": "arrival", "journey.means": "train", "journey.vehicle": number,
            "journey.carriage": carriage, "journey.seat": seat, "journey.destination": "T1",
            "journey.left_origin": "2021-01-07 08:00", "journey.occurred_from": "2021-01-07 12:00",
        }  # fmt: skip

    told("linelist", case("赵某"))
    told("journeys", ride("赵某", "8A", "5"))
    told("journeys", ride("王某", "12F", "5", "g87"))
    told("journeys", ride("孙某", "1A", "6"))
    assert {("王某", "close")} <= contacts() and ("孙某", "close") not in contacts()
    assert evidence("王某") == [("sealed_train", "G87", 240)]
    yesterday = ride("李某", "8B", "5") | {
        "journey.left_origin": None, "journey.occurred_from": "2021-01-06",
    }  # fmt: skip
    told("journeys", yesterday)
    assert not any(name == "李某" for name, _ in contacts()), "yesterday's train is another"


def test_a_refresh_reads_who_was_there_and_not_the_ledger():
    told("linelist", case("赵某"))
    meal = ("2021-01-07 12:00", "2021-01-07 13:00")
    told("visit", visit("赵某", *meal))
    many = [visit(chr(0x4E00 + number) + "某", *meal, f"店{number}") for number in range(60)]
    told("visit", *many)
    by = Recorder("cdc1", "C1", "CDC1")
    answer = facts.record("visit", [visit("王某", *meal)], by, "page", uuid4(), NOW, defaults={"disease": "covid19"})
    assert answer.rejected == 0
    with CaptureQueriesContext(connection) as asked:
        drain(NOW)
    visits = [query["sql"] for query in asked if 'FROM "facts_visit" fact' in query["sql"]]
    assert visits and all("ANY" in sql for sql in visits), "every question about visits names persons or facts"
    assert contacts() == {("王某", "close")}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM facts_visit WHERE place_name = '店1' AND occurred_from < '2021-01-08'"
        )  # fmt: skip
        assert any("Index Scan" in line and "place_name" in line for (line,) in cursor.fetchall())


@pytest.mark.parametrize("seed", range(2))
def test_in_whatever_order_facts_come_refreshed_equals_rebuilt(seed):
    """Cases, visits, isolations, corrections and withdrawals of few people at few places; `told` compares each time."""
    chance = Random(seed)
    people = ["赵某", "钱某", "孙某", "李某", "周某"]
    hours = [f"2021-01-07 {hour:02d}:00" for hour in range(8, 20)]
    for step in range(14):
        at = NOW + timedelta(hours=step)
        who = chance.choice(people)
        happens = chance.choice(
            ["visit", "visit", "visit", "visit", "case", "case", "isolated", "withdrawn", "corrected"]
        )
        if happens == "visit":
            begin = chance.randrange(len(hours) - 2)
            where = chance.choice(["喜来饭店", "茶馆"])
            told("visit", visit(who, hours[begin], hours[begin + chance.randrange(1, 3)], where), at=at)
        elif happens == "case":
            told("linelist", case(who, number=str(people.index(who))), at=at)
        elif happens == "isolated":
            entered = {"observation": "central", "stage": "entered", "site": "ISO1"}
            entered["occurred_from"] = chance.choice(hours)
            told("observation", person(who) | {f"observation.{name}": each for name, each in entered.items()}, at=at)
        else:
            kind = chance.choice(["visit", "case"])
            known = seen(kind)
            if known and happens == "withdrawn":
                fact = chance.choice(known)
                gone = {"supersedes": fact["id"], "withdrawn": True, "reason": "记错"}
                told(
                    kind, {f"{kind}.{name}": value for name, value in gone.items()} | {"person": fact["person"]}, at=at
                )
            elif known and kind == "visit":
                fact = chance.choice(known)
                other = {"supersedes": fact["id"], "place_name": "茶馆", "reason": "地点记错"}
                row = {f"visit.{name}": value for name, value in other.items()}
                told("visit", row | {"person": fact["person"], "visit.occurred_from": fact["occurred_from"]}, at=at)
