"""Facts whose time is over go by one door, written down; who is involved stays, and the rest derives as before."""

import shutil
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import DatabaseError, connection, connections
from django.test import Client
from django.urls import reverse

import cast
from lianfang import facts, vocabulary
from lianfang.access import ciphers
from lianfang.access.keys import KeyGone, keys
from lianfang.access.session import machine_session, session_of
from lianfang.facts import known_by, outbox
from lianfang.facts.identities import sealed_value
from lianfang.facts.models import Closing, Person, Removal, Removed, ReportedCount, SignOff
from lianfang.facts.removing import as_retention
from lianfang.facts.tables import table_of
from lianfang.reports.closing_paper import document
from lianfang.reports.render import document_written
from lianfang.retention.closing import close, signed_text
from lianfang.retention.record import away_behind
from lianfang.retention.removing import remove_due, still_due
from lianfang.retention.sealed import sealed_by_month
from lianfang.situation.models import CaseStatus, Contact, Count, Duty, PersonStatus
from lianfang.situation.refresh import rebuild
from lianfang.vocabulary import Mistake

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "retention"])
LATER = cast.NOW + timedelta(days=45)
KEPT = (CaseStatus, Contact, PersonStatus, Duty)


def tell(kind, rows, at, by="investigator"):
    answer = facts.record(kind, rows, cast.recorder(by), "page", uuid4(), at)
    assert not answer.rejections, answer.rejections
    return answer


def arrive(name, number, at, **more):
    row = {
        "person.name": name, "person.identity_number": number, "person.telephone": "15400000099",
        "person.residence": cast.GRID, "journey.direction": "arrival", "journey.occurred_from": at,
        "journey.origin": cast.RISK_TOWN, **more,
    }  # fmt: skip
    [person] = tell("registrations", [row], at, "checkpoint_officer").subjects["person"]
    return str(person)


@pytest.fixture
def own_keys(settings, tmp_path):
    """The keys of this test alone: those of the run are not to be destroyed."""
    if settings.KEYS_FOLDER.exists():
        shutil.copytree(settings.KEYS_FOLDER, tmp_path / "keys")
    settings.KEYS_FOLDER = tmp_path / "keys"
    for month in ("2020-12", "2021-01", "2021-02"):
        keys().backup_key(month)


@pytest.fixture
def town(own_keys):
    """The case and its contacts; an arrival tested and done with, one who became the case's contact, one of today."""
    cast.install()
    with outbox.quiet():
        people = arrivals()
    rebuild(LATER)
    return people


def arrivals():
    done = arrive("赵一", "000121198001010010", cast.NOW)
    contact = arrive("钱二", "000121198001020016", cast.NOW)
    row = cast._exposure(contact, cast.WEDDING_FROM, cast.WEDDING_UNTIL, "婚宴同桌")
    tell("exposure", [row], cast.NOW)
    tell("tests", [{"person": done, "specimen.number": "S1", "specimen.occurred_from": cast.NOW,
                       "specimen.disease": cast.DISEASE}], cast.NOW, "laboratory_worker")  # fmt: skip
    tell("symptom", [{"person": done, "symptom": "cough", "occurred_from": cast.NOW}], cast.NOW)
    consent = {"person": done, "guardian": "赵大", "relation": "father", "matter": "interview", "answer": "agreed"}
    tell("consent", [consent | {"how": "in_person", "occurred_from": cast.NOW}], cast.NOW)
    day = {"day": cast.NOW.date(), "disease": cast.DISEASE, "occurred_from": cast.NOW}
    tell("sign_off", [day | {"sign_off.unit": cast.CDC, "zero": False, "signed_by": "周建民"}], cast.NOW)
    tell("reported_count", [day | {"counted": cast.COUNTY, "publisher": "青禾县", "confirmed": 1}], cast.NOW)
    arrive("孙三", "000121198001030011", LATER - timedelta(days=2))
    return done, contact


def written(*models):
    with machine_session():
        return {one.__name__: sorted(map(repr, one.objects.values_list())) for one in models}


def told_of(person):
    with machine_session():
        return {kind: frame["id"].to_list() for kind, frame in known_by(LATER, subjects={"person": [person]}).items()
                if frame.height}  # fmt: skip


def test_what_is_due_goes_once_is_written_down_and_nothing_older_is_left(town):
    done, contact = town
    with machine_session():
        before = {(row[0], row[1], row[2]) for row in Count.objects.values_list("area", "figure", "date")}
    trial = remove_due(LATER, "邵文博", trial=True)
    assert trial.facts == 5 and still_due(LATER) == 3
    with machine_session():
        assert not Removal.objects.exists()
        old = [bytes(one) for one in Person.objects.filter(subject=contact).values_list("identity_number", flat=True)]

    signed = written(SignOff, ReportedCount)
    stays, goes = told_of(contact), told_of(done)
    assert {"journey", "specimen", "symptom", "person"} <= set(goes)
    made = remove_due(LATER, "邵文博")
    assert (made.facts, made.left, [one.facts for one in made.rules if one.facts]) == (5, 0, [5])
    assert (told_of(done), told_of(contact)) == ({}, stays)
    with machine_session():
        records = list(Removal.objects.order_by("kind", "day").values_list("kind", "rule", "facts", "people"))
        assert {kind for kind, *_ in records} == {"journey", "specimen", "symptom", "consent", "person"}
        assert {rule for _, rule, *_ in records} == {"covid19_2020 arrivals"}
        gone = {fact for ids in goes.values() for fact in ids}
        assert {str(one) for one in Removed.objects.values_list("fact", flat=True)} == gone
        assert not PersonStatus.objects.filter(person=done).exists()
        after = {(row[0], row[1], row[2]) for row in Count.objects.values_list("area", "figure", "date")}
    assert {key for key in before - after if "tested" not in key[1]} == set()

    # What stays is under this month's key, and what an old backup holds of that month opens to nothing.
    assert made.months == trial.months == ["2021-01"]
    # And whole backups of that time do not open once they are older than last month's, which are the only ones left.
    assert made.backups == trial.backups == ["2020-12"] and keys().backup_months() == ["2021-01", "2021-02"]
    assert "2021-01" not in {month for month, *_ in sealed_by_month()}
    with machine_session():
        assert sealed_value(UUID(contact), "identity") == "000121198001020016"
    with pytest.raises(KeyGone):
        ciphers.decrypted(old)

    # Rebuilt equals refreshed for what is kept, and a second run finds nothing.
    refreshed = written(*KEPT)
    assert not rebuild(LATER)
    assert written(*KEPT) == refreshed
    assert remove_due(LATER, "邵文博").facts == 0
    with session_of(cast.account("commander")):
        [away] = away_behind("new_tested", cast.NOW.date(), "/CN/000000/000100/000121/")
    assert (away.kind, away.facts, away.rule_en) == ("specimen", 1, "Arrivals")
    client = Client()
    client.force_login(cast.account("commander"))
    for person, status in ((done, 410), (contact, 200)):
        answer = client.get(reverse("dossier:person", args=[person]))
        assert answer.status_code == status and ("来（返）人员信息" in answer.content.decode()) == (status == 410)

    # The outbreak: refused while anything is open, then only said, then done.
    for wrong in ({"by": "周建民", "second": "周建民"}, {"by": "周建民", "second": "邵文博"}):
        with pytest.raises(Mistake, match="two people" if wrong["by"] == wrong["second"] else "1 cases are current"):
            close(cast.OUTBREAK, LATER, **wrong, trial=False)
    tell("outcome", [{"case": cast.CASE, "person": cast.CASE_PERSON, "outcome": "discharged",
                      "occurred_from": LATER - timedelta(days=9)}], LATER)  # fmt: skip
    rebuild(LATER)
    with pytest.raises(Mistake, match="duties are open"):
        close(cast.OUTBREAK, LATER, "周建民", "邵文博", trial=False)
    # As if all that is owed were done: this is about what comes after.
    with machine_session():
        Duty.objects.all().delete()
        Contact.objects.all().update(released=LATER)
    said = close(cast.OUTBREAK, LATER, "", "", trial=True)
    with machine_session():
        assert not Closing.objects.exists() and told_of(cast.WIFE)["exposure"]
    closed = close(cast.OUTBREAK, LATER, "周建民", "邵文博", trial=False)
    assert (closed.removed, closed.later, closed.closing.kept) == (said.removed, said.later, said.closing.kept)
    assert closed.removed == {"exposure": 4, "journey": 1}
    assert closed.later == {"person": (5, 30)} and {"case", "outcome"} <= set(closed.closing.kept)
    text = signed_text(cast.OUTBREAK, cast.DISEASE, closed.closing.figures)
    key = Ed25519PrivateKey.from_private_bytes(keys().signing_key()).public_key()
    key.verify(bytes.fromhex(closed.closing.signature), text)
    for language, words in (("zh", "依法留存"), ("en", "kept by law")):
        paper = document_written(document(closed, language), "txt", LATER).decode()
        assert words in paper and closed.closing.digest in paper
    with pytest.raises(Mistake, match="closed before"):
        close(cast.OUTBREAK, LATER, "周建民", "邵文博", trial=False)

    # Who they were goes a month later; the case and the signed figures stay.
    over = LATER + timedelta(days=31)
    with machine_session():
        Duty.objects.all().delete()
    assert {gone.kind for one in remove_due(over, "worker").rules for gone in one.gone} >= {"person"}
    with machine_session():
        assert not Person.objects.filter(subject__in=[cast.CASE_PERSON, *cast.CONTACTS, contact]).exists()
        assert known_by(over, ["case"])["case"].height == 2
        [kept] = Closing.objects.values_list("figures", flat=True)
    # What somebody signed of those days reads as it did, whatever became of the rows behind it.
    assert written(SignOff, ReportedCount) == signed and all(signed.values())
    assert kept == closed.closing.figures and ["cumulative_confirmed", "local", 1] in [row[2:] for row in kept]


def test_nobody_but_the_role_that_removes_deletes_a_fact(own_keys):
    cast.install()
    statement = "DELETE FROM facts_journey"
    with pytest.raises(DatabaseError, match="permission denied"), machine_session(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.retention', 'on', true)")
        cursor.execute(statement)
    with pytest.raises(DatabaseError, match="permission denied"), machine_session(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO facts_closing SELECT * FROM facts_closing")
    with machine_session(using="retention"), connections["retention"].cursor() as cursor:
        cursor.execute(statement)
        assert cursor.rowcount == 0, "outside the routine its own role removes nothing either"
    with pytest.raises(Mistake, match="lets nobody remove"), as_retention() as cursor:
        cursor.execute("DELETE FROM facts_signoff")


def test_every_kind_that_names_people_can_be_removed(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_policies WHERE policyname LIKE %s", ["%_let_go"])
        let = {table for (table,) in cursor.fetchall()}
    assert let == {table_of(kind.name) for kind in vocabulary.kinds() if kind.about_a_person} | {
        "facts_testresult",
        "facts_dispute",
    }
