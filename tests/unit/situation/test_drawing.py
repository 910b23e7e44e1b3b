"""Collected visits that touch a case: drawn into the ledger they make contacts and duties; what touches none stays."""

from datetime import datetime, timedelta

import polars as pl
import pytest

import cast
from collecting_county import county, declared
from lianfang.access.session import machine_session
from lianfang.facts import known_by, visits
from lianfang.facts.visits import entry
from lianfang.facts.visits.waiting import anything, note_everything
from lianfang.situation.drawing import MACHINE, draw
from lianfang.situation.models import Contact, Duty, Encounter, UnnamedContact
from lianfang.situation.outbox import drain
from lianfang.situation.refresh import rebuild
from lianfang.situation.tasks import traced_soon
from lianfang.situation.writing import key_of, stored
from unit.desks.grid_story import person, record, subject

__all__ = ["county", "declared"]
pytestmark = pytest.mark.django_db

NOON = datetime.fromisoformat("2021-01-07 12:00+08:00")
# Who is where in the tests, by telephone: the case, the wife in another town, a guest.
ILL, GUEST, OTHER = "15400000001", "15400000004", "15400000005"


@pytest.fixture
def story(declared):
    cast.install()
    declared(kinds="market")
    settled()


def settled(at=cast.NOW):
    """What the worker does within seconds."""
    drain(at)
    while waits():
        draw(at)
        drain(at)


def waits():
    with machine_session():
        return anything()


def equals_rebuilt(at=cast.NOW):
    """What was refreshed, held against what is traced and rebuilt from nothing."""
    with machine_session():
        refreshed = snapshot()
        note_everything()
        assert draw(at) == 0
        rebuild(at)
        assert snapshot() == refreshed


def snapshot():
    kept = {one.__name__: stored(one).sort(key_of(one)) for one in (Duty, Contact, Encounter, UnnamedContact)}
    # What units owe each day comes with the tick.
    kept["Duty"] = kept["Duty"].filter(pl.col("person").is_not_null())
    return {name: frame.rows() for name, frame in kept.items()}


def scan(telephone, start=NOON, minutes=60, place="早市", **more):
    row = {"person": telephone, "place": place, "start": start, "end": start + timedelta(minutes=minutes)}
    return row | {"kind": "market", "how": "scan", **more}


def scanned(*rows, at=cast.NOW):
    frame = pl.DataFrame(list(rows), infer_schema_length=None).with_columns(
        pl.col("start", "end").dt.convert_time_zone("UTC")
    )
    answer = visits.append(frame, at, area=cast.TOWN)
    assert not answer.refused, answer.refused


def drawn():
    with machine_session():
        told = known_by(cast.NOW + timedelta(days=60), ["visit"])["visit"].filter(pl.col("recorded_by") == MACHINE)
    return {(row["person"], row["place_name"], row["occurred_from"]) for row in told.iter_rows(named=True)}


def met(person_):
    with machine_session():
        return [(one.place, one.minutes, one.grade) for one in Encounter.objects.filter(person=person_)]


def owed(person_):
    with machine_session():
        return {duty.rule: duty for duty in Duty.objects.filter(person=person_)}


def test_scans_before_and_long_after_the_case_make_contacts_and_duties(story, monkeypatch):
    scanned(scan(OTHER, NOON + timedelta(minutes=10)), scan("13900000000", NOON), scan(GUEST, place="庙会"))
    settled()
    assert drawn() == set(), "nobody who was ill was there"
    late = cast.NOW + timedelta(days=10)
    monkeypatch.setattr(entry, "FEW", 0)
    scanned(scan(ILL), scan("13900000001", NOON + timedelta(days=1)), at=late)
    settled(late)
    assert drawn() == {
        (cast.CASE_PERSON, "早市", NOON), (cast.OTHER, "早市", NOON + timedelta(minutes=10)),
    }, "what touches the case, and nothing else, left the store"  # fmt: skip
    assert met(cast.OTHER) == [("早市", 60, "close")]
    duty = owed(cast.OTHER)["contact-told"]
    assert (duty.opened, duty.due) == (late, late + timedelta(hours=12))
    with machine_session():
        unnamed = UnnamedContact.objects.get()
    assert (unnamed.place, unnamed.people, unnamed.grade) == ("早市", 1, "close")

    record("people", [person("无名氏", telephone="13900000000")], at=late)
    settled(late)
    assert met(subject("无名氏")) == [("早市", 60, "close")], "whoever is named is found by the number that they left"
    with machine_session():
        assert not UnnamedContact.objects.exists()
    equals_rebuilt(late)


def test_whom_a_contact_met_where_it_was_collected_is_secondary(story):
    scanned(scan(ILL), scan(OTHER), scan(GUEST, NOON + timedelta(hours=5), place="茶馆", kind="market"))
    settled()
    assert met(cast.OTHER) == [("早市", 60, "close")] and met(cast.GUEST) == []
    scanned(scan(OTHER, NOON + timedelta(hours=5), place="茶馆"))
    settled()
    assert ("茶馆", 60, "secondary") in met(cast.GUEST)
    equals_rebuilt()


def test_a_scan_told_otherwise_or_taken_away_is_corrected_in_the_ledger(story):
    scanned(scan(ILL), scan(OTHER))
    settled()
    scanned(scan(OTHER, minutes=20))
    settled()
    assert met(cast.OTHER) == [("早市", 20, "close")]
    scanned(scan(OTHER, gone=True))
    settled()
    assert met(cast.OTHER) == [] and drawn() == {(cast.CASE_PERSON, "早市", NOON)}
    equals_rebuilt()


def test_a_withdrawn_case_ends_what_it_alone_obliged_and_draws_no_more(story):
    scanned(scan(ILL), scan(OTHER))
    settled()
    later = cast.NOW + timedelta(hours=5)
    for at in (later, later + timedelta(minutes=1)):
        # It was told first as suspected, then as confirmed: both are taken back.
        with machine_session():
            fact = known_by(at, ["case"])["case"].to_dicts()[-1]
        gone = {"case.supersedes": fact["id"], "case.withdrawn": True, "case.reason": "录错人"}
        record("case", [gone | {"person": fact["person"]}], at=at)
    later = at
    settled(later)
    assert owed(cast.OTHER)["contact-told"].ends == later
    with machine_session():
        assert Contact.objects.get(person=cast.OTHER).fell_because == "录错人"
    scanned(scan(GUEST))
    settled(later)
    assert (cast.GUEST, "早市", NOON) not in drawn()
    equals_rebuilt(later)


def test_what_waits_already_is_left_to_the_worker_once_and_the_open_transaction_goes_on():
    with machine_session():
        note_everything()
    traced_soon()
    traced_soon()
    with machine_session():
        assert anything()
