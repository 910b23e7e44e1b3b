"""Two who correct the same fact at once: both tellings are kept, what they contradict in is told, nothing is lost."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from lianfang.access.session import machine_session
from lianfang.facts import Recorder, known_by, record
from lianfang.facts.disputes import disputed_among, open_disputes
from lianfang.facts.models import Case, Person
from lianfang.facts.removing import Rule, removed
from lianfang.places.tree import install_areas, install_units

NOW = datetime(2021, 1, 10, 0, 0, tzinfo=UTC)
DOCTOR, EPIDEMIOLOGIST = Recorder("doctor", "C1", "FC1"), Recorder("epidemiologist", "C1", "CDC1")
CASE = {
    "person.name": "陈某", "person.telephone": "13800138000", "case.classification": "疑似",
    "case.occurred_from": "2021-01-05 09:10", "case.onset": "2021-01-04", "case.responsible": "T1",
}  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def county():
    install_areas(
        [
            {"code": "CN", "name": "中国", "level": "nation"},
            {"code": "C1", "name": "青禾县", "level": "county", "parent": "CN"},
            {"code": "T1", "name": "河东镇", "level": "town", "parent": "C1"},
        ]
    )
    units = [("FC1", "fever_clinic", "县医院发热门诊"), ("CDC1", "cdc", "县疾控中心")]
    install_units([{"code": code, "kind": kind, "name": name, "area": "C1"} for code, kind, name in units])


def told(rows, kind="case", by=DOCTOR, minutes=0, **more):
    at = NOW + timedelta(minutes=minutes)
    return record(kind, rows, by, "api", uuid4(), at, defaults={"disease": "covid19"}, **more)


def standing(kind="case"):
    with machine_session():
        return known_by(NOW + timedelta(days=1), [kind])[kind]


@pytest.fixture
def fact():
    told([CASE], "linelist")
    return standing()["id"].item()


def correction(fact, **columns):
    return {"case.supersedes": fact} | {f"case.{name}": value for name, value in columns.items()}


def counts(recorded):
    return recorded.loaded, recorded.unchanged, recorded.corrected, recorded.rejected


def rows_of(model, *columns):
    """Every fact of a model as the ledger keeps it, in the order in which they became known."""
    with machine_session():
        return list(model.objects.order_by("known_at").values_list(*columns))


def disputes():
    with machine_session():
        return open_disputes()


def test_what_each_changed_is_kept_where_they_changed_something_else(fact):
    told([correction(fact, onset="2021-01-03")], minutes=1)
    # The second's form says the onset as it was seen, and means nothing by it.
    second = told([correction(fact, onset="2021-01-04", note="发热两天")], by=EPIDEMIOLOGIST, minutes=2)
    assert counts(second) == (0, 0, 1, 0) and second.disputed == () and disputes() == []
    row = standing().row(0, named=True)
    assert (row["onset"], row["note"]) == (date(2021, 1, 3), "发热两天")


def test_both_are_kept_and_the_later_stands_where_they_contradict_each_other(fact):
    first = told([correction(fact, onset="2021-01-03", reason="本人改口")], minutes=1)
    second = told([correction(fact, onset="2021-01-02", reason="病历")], by=EPIDEMIOLOGIST, minutes=2)
    assert counts(first) == counts(second) == (0, 0, 1, 0) and first.disputed == ()
    (dispute,) = second.disputed
    assert dispute.columns == ("onset",) and str(dispute.fact) == standing()["id"].item()
    assert standing()["onset"].to_list() == [date(2021, 1, 2)]
    # Both are facts of one thread, by whom and why.
    kept = rows_of(Case, "onset", "recorded_by", "reason")
    assert kept == [
        (date(2021, 1, 4), "doctor", None),
        (date(2021, 1, 3), "doctor", "本人改口"),
        (date(2021, 1, 2), "epidemiologist", "病历"),
    ]
    (open_one,) = disputes()
    assert (open_one.kind, open_one.columns, open_one.fact) == ("case", ("onset",), dispute.fact)
    assert disputed_among("case", [dispute.fact, uuid4()]) == {dispute.fact}


def test_the_same_request_again_tells_of_the_dispute_again(fact):
    told([correction(fact, onset="2021-01-03")], minutes=1)
    request, row = uuid4(), [correction(fact, onset="2021-01-02")]
    first, again = (
        record("case", row, EPIDEMIOLOGIST, "api", request, NOW + timedelta(minutes=minutes), defaults={})
        for minutes in (2, 3)
    )
    assert first == again and len(first.disputed) == 1
    # Under another number it says what stands, and is no decision.
    assert counts(told(row, by=EPIDEMIOLOGIST, minutes=4)) == (0, 1, 0, 0) and len(disputes()) == 1


@pytest.mark.parametrize("onset", ["2021-01-03", "2021-01-02", "2021-01-01"])
def test_whoever_corrects_what_stands_decides(fact, onset):
    """What was first, what was second, or a third."""
    told([correction(fact, onset="2021-01-03")], minutes=1)
    told([correction(fact, onset="2021-01-02")], by=EPIDEMIOLOGIST, minutes=2)
    last = standing()["id"].item()
    assert counts(told([correction(last, onset=onset, reason="已核实")], minutes=3)) == (0, 0, 1, 0)
    assert disputes() == [] and standing()["onset"].to_list() == [date.fromisoformat(onset)]
    # Once it is decided, the same again changes nothing.
    assert counts(told([correction(standing()["id"].item(), onset=onset)], minutes=4)) == (0, 1, 0, 0)


def test_two_who_say_the_same_do_not_contradict_each_other(fact):
    told([correction(fact, onset="2021-01-03")], minutes=1)
    second = told([correction(fact, onset="2021-01-03")], by=EPIDEMIOLOGIST, minutes=2)
    assert counts(second) == (0, 1, 0, 0) and disputes() == []


def test_a_withdrawal_stands_against_a_correction_whoever_was_first(fact):
    told([correction(fact, withdrawn=True, reason="录错人")], minutes=1)
    second = told([correction(fact, onset="2021-01-02")], by=EPIDEMIOLOGIST, minutes=2)
    assert standing().height == 0 and second.disputed[0].columns == ("withdrawn",)
    assert rows_of(Case, "onset", "withdrawn")[-1] == (date(2021, 1, 2), True)
    # Somebody says that it was so after all.
    told([correction(str(second.disputed[0].fact), onset="2021-01-02", withdrawn=False)], minutes=3)
    assert standing()["onset"].to_list() == [date(2021, 1, 2)] and disputes() == []


def test_a_correction_is_kept_beside_the_withdrawal_that_came_after(fact):
    told([correction(fact, onset="2021-01-03")], minutes=1)
    second = told([correction(fact, withdrawn=True, reason="录错人")], by=EPIDEMIOLOGIST, minutes=2)
    assert standing().height == 0 and second.disputed[0].columns == ("withdrawn",)
    assert (date(2021, 1, 3), False) in rows_of(Case, "onset", "withdrawn")


def test_a_third_who_saw_the_same_is_told_too(fact):
    for number, onset in enumerate(("2021-01-03", "2021-01-02", "2021-01-01")):
        last = told([correction(fact, onset=onset)], minutes=1 + number)
    assert last.disputed[0].columns == ("onset",) and standing()["onset"].to_list() == [date(2021, 1, 1)]
    assert len(rows_of(Case, "id")) == 4 and len(disputes()) == 1


def test_what_is_encrypted_is_compared_without_being_opened(fact):
    person = standing("person").row(0, named=True)
    of_person = {"person": person["subject"], "person.supersedes": person["id"]}
    told([of_person | {"person.telephone": "13811112222"}], "people", minutes=1)
    same = told([of_person | {"person.telephone": "13800138000", "person.age": "40"}], "people", minutes=2)
    assert counts(same) == (0, 0, 1, 0) and same.disputed == () and standing("person")["age"].to_list() == [40]
    other = told([of_person | {"person.telephone": "13833334444"}], "people", minutes=3)
    assert other.disputed[0].columns == ("telephone",)
    hashes = [each for (each,) in rows_of(Person, "telephone_hash")]
    assert [bytes(each) == bytes(hashes[1]) for each in hashes] == [False, True, True, False]


@pytest.mark.django_db(databases=["default", "retention"], transaction=True)
def test_a_dispute_goes_with_its_facts(fact):
    told([correction(fact, onset="2021-01-03")], minutes=1)
    told([correction(fact, onset="2021-01-02")], by=EPIDEMIOLOGIST, minutes=2)
    facts = [str(each) for (each,) in rows_of(Case, "id")]
    removed("case", facts, Rule("rule", "到期", "due", ""), NOW, "machine")
    assert disputes() == []
