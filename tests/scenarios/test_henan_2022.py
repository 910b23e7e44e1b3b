"""Henan, June 2022: depositors whose health codes were turned red. Each way it went is refused, or bears its author.

1,317 people: 446 had scanned a bank's code, 871 a picture of it from afar. Their codes went red by a rule about the
venue and by lists, later by another province's push; no doctor was asked. (Commission's report of 22 June 2022.)
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import polars as pl
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import DatabaseError, connection, transaction
from django.test import Client

import cast
from lianfang import facts, plan, vocabulary
from lianfang.access.models import Account
from lianfang.access.session import machine_session, session_of
from lianfang.access.tokens import token_of
from lianfang.derive.compare_codes import compared_codes
from lianfang.derive.effect import effect
from lianfang.exchange.nodes import known
from lianfang.exchange.nodes.files import Head, Line, written
from lianfang.exchange.nodes.incoming import loaded
from lianfang.exchange.nodes.introduction import introduction_of
from lianfang.facts import clock, known_by
from lianfang.facts.load import Options, load
from lianfang.places.tree import path_of
from lianfang.plan.shelf import shipped
from lianfang.reports.plan_effect import effect_figures
from lianfang.reports.plan_effect_words import summary_line
from lianfang.situation.models import HealthCode
from lianfang.situation.outbox import drain

BY_A_VENUE = """
  red-depositors:
    name: {zh: 来豫储户, en: Depositors who came}
    source: {document: 口头要求, clause: 无, date: 2022-06-12}
    colour: red
    ground: visit
    when: place_name is "某银行"
    expires: occurred_from + 14 days
"""
BY_A_LIST = BY_A_VENUE.replace("ground: visit", "ground: contact").replace(
    'place_name is "某银行"', 'exists(exposure where note is "储户名单")'
)
BY_A_PERSON = BY_A_VENUE.replace("ground: visit", "ground: case").replace('place_name is "某银行"', 'number is "QH-1"')
BY_A_DECISION = BY_A_VENUE.replace("ground: visit", "ground: decision").replace(
    'place_name is "某银行"', "decision is tightened"
)
LAYER = """
plan: a_city
stands on: covid19_2020
level: county
name: {zh: 某市补充要求, en: Supplement of a city}
in force: {from: 2022-06-12}
"""


def told_of(text: str) -> tuple[bool, set[str]]:
    """Whether a plan is read from a text, and what is found in it."""
    read, findings = plan.load(text, "a_city.yaml")
    return read is not None, {finding.name for finding in findings if not finding.note}


@pytest.mark.parametrize("code", [BY_A_VENUE, BY_A_LIST, BY_A_PERSON, BY_A_DECISION])
def test_a_plan_makes_no_colour_of_a_venue_a_list_a_person_or_an_order(code: str) -> None:
    whole = shipped("covid19_2020")
    assert whole is not None
    read, found = told_of(whole.replace("\ncodes:", f"\ncodes:{code.rstrip()}", 1))
    assert not read and found == {"code-beyond-grounds"}
    # And a layer below has no codes at all, whatever they rest on.
    assert told_of(f"{LAYER}codes:{code}") == (False, {"unknown-key"})


def test_the_preview_says_how_many_redden_and_that_none_has_a_medical_ground() -> None:
    """Whatever turned them red: by a venue 1,317, and beside them one contact with an exposure among the facts."""
    text = shipped("covid19_2020")
    assert text is not None
    held, _found = plan.load(text, "covid19_2020.yaml")
    assert held is not None
    at = cast.NOW
    red = [
        {
            "plan": held.id, "rule": ground, "person": f"p{number}", "disease": held.disease, "colour": "red",
            "ground": ground, "fact": f"f{number}", "original": f"f{number}", "since": at,
            "expires": at + timedelta(days=14), "responsible": None,
        }
        for number, ground in enumerate(["visit"] * 1317 + ["contact"])
    ]  # fmt: skip
    rows = pl.DataFrame(red, schema_overrides={"responsible": pl.String})
    facts_given = {"visit": rows.select(id="fact"), "exposure": rows.select(id="fact")}
    found = compared_codes(rows.clear(), rows, at + timedelta(hours=1), facts_given)
    figures = effect_figures(replace(effect({}, held, held, at), codes=found), held, held, None)
    assert (figures.reddened, figures.ungrounded) == (1318, 1317)
    assert "1318 reddened, 1317 of them without a medical ground" in summary_line(figures, "en")


@pytest.fixture
def county(db: None) -> None:
    """The cast's county, of which one woman knows no case and no contact: the depositor."""
    cast.install()
    clock.set_to(cast.NOW)
    drain(cast.NOW)


def account_of(name: str) -> Any:
    shown, role, unit, area = cast.ACCOUNTS[name]
    with machine_session():
        return Account.objects.given(name, None, role, name=shown, unit=unit, area=area, area_path=path_of(area))


def codes_of(person: str) -> list[str]:
    with machine_session():
        return list(HealthCode.objects.filter(person=person).values_list("colour", flat=True))


def told(kind: str, row: dict[str, Any], by: str = "commander") -> Any:
    answer = facts.record(kind, [row], cast.recorder(by), "page", uuid4(), cast.NOW, defaults={"disease": cast.DISEASE})
    drain(cast.NOW)
    return answer


@pytest.mark.django_db
def test_no_hand_reddens_a_depositor(county: None, tmp_path: Any) -> None:
    depositor = cast.OTHER
    assert codes_of(depositor) == [], "she is green"

    # A list of contacts that names no case, or one that is not here, binds nobody; nor does a code in somebody's file.
    row = {"person": depositor, "grade": "close", "occurred_from": cast.NOW - timedelta(hours=1)}
    for case in ({}, {"case_number": "储户-1"}):
        assert [one.column for one in told("exposure", row | case).rejections] == ["exposure.case_number"]
    for computed in ("contact", "health_code", "duty", "level"):
        with pytest.raises(vocabulary.Mistake, match=computed):
            facts.record(computed, [row], cast.recorder("commander"), "page", uuid4(), cast.NOW)
    names = tmp_path / "储户.csv"
    names.write_text("姓名,身份证号,健康码\n古丽娜尔·艾力,000121197209180049,红码\n", encoding="utf-8")
    with pytest.raises(vocabulary.Mistake):
        load("health_code", names, Options(), cast.NOW)

    # Nor a scan of a code, near or from afar: a visit without a case is no contact, and collects nothing undeclared.
    here = {"person": depositor, "place_name": "某银行", "occurred_from": cast.NOW - timedelta(hours=2)}
    told("visit", here, "investigator")

    # An order to tighten: not by one alone, not on nothing, not on another person's illness.
    order = {"person": depositor, "decision": "tightened", "ground": "维稳", "occurred_from": cast.NOW}
    with machine_session():
        (case, *_more) = known_by(cast.NOW, ["case"], {"person": [cast.CASE_PERSON]})["case"]["id"].to_list()
    two = {"doctor": "甲", "second_signer": "乙"}
    for lacking, column in (
        ({"doctor": "甲", "medical_fact": case}, "decision.second_signer"),
        ({"doctor": "甲", "second_signer": " 甲 ", "medical_fact": case}, "decision.second_signer"),
        (two, "decision.medical_fact"),
        (two | {"medical_fact": case}, "decision.medical_fact"),
        (two | {"medical_fact": str(uuid4())}, "decision.medical_fact"),
    ):
        assert [one.column for one in told("decision", order | lacking).rejections] == [column], lacking
    # On a medical fact of her own two doctors may; it bears their names, and still no decision makes a colour.
    told("health_check", {"person": depositor, "temperature": 36.5, "occurred_from": cast.NOW}, "grid_worker")
    with machine_session():
        (own,) = known_by(cast.NOW, ["health_check"], {"person": [depositor]})["health_check"]["id"].to_list()
    assert told("decision", order | two | {"medical_fact": own}).loaded == 1
    with machine_session():
        (kept,) = known_by(cast.NOW, ["decision"], {"person": [depositor]})["decision"].to_dicts()
    assert (kept["doctor"], kept["second_signer"], kept["recorded_by"]) == ("甲", "乙", "commander")
    assert codes_of(depositor) == [], "and she is green still"


PUSHED: tuple[tuple[str, str, list[str], str], ...] = (
    ("health_code", "", ["exposure"], "a colour without its rule"),
    ("health_code", "covid19_2020/red-contact", [], "a colour without its rule"),
    # A colour that rests on what the sender computed, or on that somebody was sent, rests on nothing.
    ("health_code", "covid19_2020/red-contact", ["duty"], "a colour without its rule"),
    ("health_code", "covid19_2020/red-contact", ["transfer"], "a colour rests on grounds of medicine alone"),
    ("duty", "", ["exposure"], "a duty without its rule"),
    ("duty", "covid19_2020/contact-isolated", [], "a duty without its rule"),
)


@pytest.mark.django_db
def test_another_node_pushes_no_colour_and_no_duty(settings: Any, tmp_path: Any) -> None:
    """The later waves came from another province: its file, well signed, is refused whole, in one line."""
    cast.install_places()
    settings.KEYS_FOLDER = tmp_path / "keys"
    other = Ed25519PrivateKey.generate()
    introduced = introduction_of("临海省", "010000", other)
    with machine_session():
        known.named("青禾县", cast.COUNTY, None, "test")
        known.taken_in(str(introduced), introduced.fingerprint, None, "test")
        own = known.own_introduction()
    at, about = cast.NOW.isoformat(), {"person": str(uuid4())}
    contact = {"case_number": "储户-1", "disease": "covid19", "grade": "close", "occurred_from": at} | about
    handed = {"what": "responsibility", "stage": "sent", "transfer": str(uuid4()), "occurred_from": at} | about
    ids = {kind: str(uuid4()) for kind in ("exposure", "transfer", "duty")}

    def refused(told: dict[str, Any], claimed: str, rule: str, grounds: list[str], said: str) -> None:
        lines = (
            Line("person", about["person"], {"name": "古丽娜尔·艾力", "occurred_from": at}),
            Line("exposure", ids["exposure"], told),
            Line("transfer", ids["transfer"], handed),
            Line("duty", ids["duty"], {"due": at, **about}, "covid19_2020/contact-isolated", (ids["exposure"],)),
            Line(
                claimed,
                str(uuid4()),
                about | ({"colour": "red"} if claimed == "health_code" else {"due": at}),
                rule,
                tuple(ids[ground] for ground in grounds),
            ),
        )
        head = Head("临海省", "010000", "青禾县", own.key.hex(), 1, "transfer", cast.NOW)
        with pytest.raises(vocabulary.Mistake, match=said):
            loaded(written(head, lines, other), "推送.jsonl", None, cast.NOW, "test")

    for claimed, rule, grounds, said in PUSHED:
        refused(contact, claimed, rule, grounds, said)
    # A list of contacts that names no case, or a colour as a column of something else.
    sound = ("duty", "covid19_2020/contact-isolated", ["exposure"])
    refused({**contact, "case_number": ""}, *sound, "exposure lacks case_number")
    refused({**contact, "colour": "red"}, *sound, "'colour' is no column of exposure")
    with machine_session():
        assert known_by(cast.NOW, ["person"])["person"].is_empty(), "and nothing of it was recorded"


@pytest.mark.django_db
def test_neither_the_api_nor_the_web_role_writes_what_is_computed(county: None) -> None:
    commander = account_of("commander")
    with machine_session():
        headers = {"Authorization": f"Bearer {token_of(commander, 'scenario', timedelta(days=1))[1]}"}
    row = {"person": cast.OTHER, "colour": "red", "rule": "red-contact", "occurred_from": "2021-01-10 09:00"}
    for computed in ("health_code", "contact", "duty", "level", "person_status"):
        told_so = {"rows": [row], "request_id": str(uuid4())}
        answer = Client().post(
            f"/api/v1/facts/{computed}", told_so, content_type="application/json", headers=headers
        )  # fmt: skip
        assert answer.status_code == 422, computed
    written = (
        "INSERT INTO situation_healthcode (plan, rule, person, disease, colour, ground, fact, original, since, expires)"
        f" VALUES ('x', 'red', '{cast.OTHER}', 'covid19', 'red', 'case', gen_random_uuid(), gen_random_uuid(), now(),"
        " now() + interval '14 days')"
    )
    with session_of(commander), connection.cursor() as cursor:
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            cursor.execute(written)
        for changed in (
            "UPDATE situation_healthcode SET colour = 'red', expires = expires + interval '90 days'",
            "DELETE FROM situation_healthcode", "DELETE FROM situation_duty",
        ):  # fmt: skip
            cursor.execute(changed)
            assert cursor.rowcount == 0, changed
        for refused in ("UPDATE facts_case SET classification = 'confirmed'", "DELETE FROM facts_exposure"):
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(refused)
    assert codes_of(cast.OTHER) == []
    assert set(codes_of(cast.WIFE)) == {"red"}, "whoever has a ground is as she was"
