"""What follows by a plan is followed fact by fact, or derived whole where it cannot be: refreshed equals rebuilt."""

from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from invented_plans import plan_texts
from lianfang import facts, plan, vocabulary
from lianfang.access.session import machine_session
from lianfang.facts import Recorder
from lianfang.places.tree import install_areas, install_units
from lianfang.plan import Plan, words
from lianfang.plan.load import shipped
from lianfang.situation import plans, refresh
from lianfang.situation.followed import follows, not_followed
from lianfang.situation.models import CaseStatus, Duty, PersonStatus
from lianfang.situation.outbox import drain
from lianfang.vocabulary import Column, Type
from unit.situation.test_refresh_of_related import AREAS, NOW, UNITS, case, person, pupil, snapshot, told

pytestmark = pytest.mark.django_db

HEAD = """plan: followed
name: {zh: 示例, en: Example}
disease: covid19
chapters:
  - name: {zh: 例, en: A}
    rules:
"""
RULE = """
      {name}:
        name: {{zh: 示例, en: Example}}
        source: {{document: 示例, clause: 第一条, date: 2020-09-15}}
        for: {kind}
        {when}
        owes:
          what: {{zh: 事, en: Thing}}
          by: {{kinds: [command]}}
          {how}
          met by: {{fact: {met}}}
"""


def read(name: str, kind: str, met: str, when: str = "", how: str = "within: 1 day") -> Plan:
    held, findings = plan.load(HEAD + RULE.format(name=name, kind=kind, when=when, how=how, met=met), "followed.yaml")
    assert held is not None, findings
    return held


@pytest.fixture
def in_force(monkeypatch):
    install_areas([dict(zip(("code", "name", "level", "parent"), row, strict=True)) for row in AREAS])
    install_units([dict(zip(("code", "kind", "name", "area"), row, strict=True)) for row in UNITS])

    def put(held: Plan) -> Plan:
        monkeypatch.setattr(plans, "shipped_plans", lambda: (held,))
        with machine_session():
            refresh.rebuild(NOW)
        return held

    return put


def every_shipped() -> Iterator[tuple[str, str]]:
    folder = files("lianfang.plans")
    for place in (folder, folder.joinpath("earlier")):
        yield from ((one.name, one.read_text("utf-8")) for one in place.iterdir() if one.name.endswith(".yaml"))


@pytest.mark.parametrize(("name", "text"), [pytest.param(*one, id=one[0]) for one in every_shipped()])
def test_what_ships_is_followed_fact_by_fact(name, text):
    held, _ = plan.load(text, name, shipped)
    assert held is None or follows(held)


def test_what_is_owed_of_a_finding_follows_at_once(in_force):
    assert follows(in_force(read("rectified", "finding", "rectification, same: subject", "subject: subject")))
    found = {"finding.number": "F1", "finding.unit": "S1", "finding.problem": "通风不足"}
    assert told("finding", found | {"finding.occurred_from": "2021-01-08 08:00"}) == ["rectified"]
    with machine_session():
        finding = str(Duty.objects.get().subject)
    told("rectification", {"finding": finding, "done": "已开窗", "occurred_from": "2021-01-08 18:00"})
    with machine_session():
        duty = Duty.objects.get()
    assert duty.met is not None and duty.waived is None
    waived = {"waiver.duty": duty.key, "waiver.why": "recorded_in_error", "waiver.occurred_from": "2021-01-09 08:00"}
    assert told("waiver", waived) == ["rectified"]
    with machine_session():
        assert Duty.objects.get().waived is not None


def test_an_inspection_meets_what_its_unit_owes_that_day(in_force):
    daily = "daily by units: {kinds: [school], cut: 24 h, due: 26 h}"
    when = "when: about is response and level is response_1"
    in_force(read("seen", "declaration", "inspection, same: unit, from: opened - 24 h, until: opened", when, daily))
    level = {"declared": "C1", "about": "response", "level": "response_1", "occurred_from": "2021-01-07 00:00"}
    assert told("declaration", {f"declaration.{name}": value for name, value in level.items()}, "CMD1") == ["seen"]
    seen = {"inspection.number": "I1", "inspection.unit": "S1", "inspection.occurred_from": "2021-01-08 15:00"}
    told("inspection", seen)
    with machine_session():
        due = list(Duty.objects.filter(met__isnull=False).values_list("due", flat=True))
    assert [f"{one:%m-%d %H:%M}" for one in due] == ["01-08 18:00"]


def test_a_level_declared_later_reaches_whoever_works_there(in_force):
    when = "when: group_kind is workplace and exists(declaration covering area where about is response)"
    in_force(read("tested", "membership", "specimen", when))
    works = person(0) | {"membership.group_kind": "workplace", "membership.unit": "W1", "membership.group": "一线"}
    assert told("memberships", works | {"membership.occurred_from": "2021-01-02 08:00"}, "W1") == []
    level = {"declared": "C1", "about": "response", "level": "response_1", "occurred_from": "2021-01-07 00:00"}
    assert told("declaration", {f"declaration.{name}": value for name, value in level.items()}, "CMD1") == ["tested"]


def test_what_is_beyond_following_is_derived_whole(in_force):
    held = in_force(read("measured", "case", "action", "when: exists(measurement covering town where value > 36)"))
    assert not follows(held) and [rule.id for rule in not_followed(held)] == ["measured"]
    assert told("linelist", case(0, 8)) == []
    there = {"unit": "CDC1", "measure": "a", "zone": "T1", "value": "40", "occurred_from": "2021-01-08 08:00"}
    assert told("measurement", {f"measurement.{name}": value for name, value in there.items()}) == ["measured"]


def test_what_is_not_followed_is_named_as_far_as_a_rule_is_to_blame():
    followed = read("isolated", "contact", "observation").rules
    beyond = read("measured", "case", "action", "when: exists(measurement covering town where value > 36)")
    assert not_followed(replace(beyond, rules=(*followed, *beyond.rules))) == beyond.rules
    assert not_followed(read("isolated", "contact", "observation")) == ()
    # An anchor asks so, and no rule is to blame.
    at = "at: first(measurement covering town).occurred_from, day: 0"
    head = HEAD.replace("chapters:", f"anchors: {{noticed: {{name: {{zh: 例, en: A}}, for: case, {at}}}}}\nchapters:")
    rule = RULE.format(name="isolated", kind="contact", when="", how="within: 1 day", met="observation")
    held, findings = plan.load(head + rule, "anchored.yaml")
    assert held is not None, findings
    assert not follows(held) and not_followed(held) == ()


# Columns in which chance alone writes nothing that the ledger takes.
_LEFT_OUT = {
    "number", "identity_number", "identity_kind", "telephone", "guardian_telephone", "place_kinds", "latitude",
    "longitude", "contacts_told", "category", "temperature", "ct_n", "ct_orf1ab", "round", "pool", "onset",
    "case_number", "last",
}  # fmt: skip


def _value(chance: Random, column: Column, people: list[str], cases: list[str]) -> str:
    day = f"2021-01-0{chance.randint(1, 9)}"
    match column.type:
        case Type.CHOICE:
            return chance.choice([option.name for option in column.options])
        case Type.AREA:
            return chance.choice([row[0] for row in AREAS])
        case Type.UNIT:
            return chance.choice([row[0] for row in UNITS])
        case Type.MOMENT:
            return f"{day} {chance.randint(0, 23):02}:00"
        case Type.DATE:
            return day
        case Type.SUBJECT:
            return chance.choice(cases if column.of == "case" else people)
        case Type.SUBJECTS:
            return ",".join(chance.sample(people, 2))
        case Type.INTEGER:
            return str(chance.randint(1, 4))
        case Type.NUMBER:
            return chance.choice(["36.5", "37.4"])
        case Type.BOOLEAN:
            return chance.choice(["yes", "no"])
    return chance.choice(["a", "b"])


def _row(chance: Random, kind: str, people: list[str], of_cases: dict[str, str]) -> dict[str, Any]:
    declared = vocabulary.kind(kind)
    columns = [one for one in declared.columns if one.name not in _LEFT_OUT and one.type is not Type.FACT]
    row = {
        one.name: _value(chance, one, people, list(of_cases))
        for one in columns
        if one.required or chance.random() < 0.8
    }
    row["occurred_from"] = f"2021-01-0{chance.randint(1, 9)} {chance.randint(0, 23):02}:00"
    if declared.subject == "case":
        row["case"] = chance.choice(list(of_cases))
        if any(one.name == "person" for one in declared.columns):
            row["person"] = of_cases[row["case"]]
    return row


def _told_by_chance(chance: Random, kind: str, people: list[str], of_cases: dict[str, str]) -> bool:
    """Whether a fact of a kind was recorded; what chance wrote may be refused."""
    by = Recorder("cdc1", "C1", "CDC1")
    row = _row(chance, kind, people, of_cases)
    return not facts.record(kind, [row], by, "page", uuid4(), NOW, defaults={"disease": "covid19"}).rejected


def _read(text: str) -> Plan | None:
    return plan.load(text, "invented.yaml")[0]


def test_invented_plans_that_are_followed_come_to_what_is_rebuilt(in_force):
    chance = Random(3)
    in_force(read("nothing", "card", "action", "when: status is unknown and status is known"))
    for number in range(5):
        told("memberships", pupil(number), "S1")
    for number, day in ((0, 5), (1, 6)):
        told("linelist", case(number, day))
    with machine_session():
        people = [str(one) for one in PersonStatus.objects.values_list("person", flat=True)]
        of_cases = {str(one): str(who) for one, who in CaseStatus.objects.values_list("case", "person")}
    kinds = [kind for kind in words.kinds() if kind not in (*words.DERIVED, "person", "merge", "waiver", "assignment")]
    for _ in range(60):
        _told_by_chance(chance, chance.choice(kinds), people, of_cases)
    drain(NOW)
    tried = {"plans": 0, "duties": 0}

    @settings(
        max_examples=12, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(held=plan_texts(most=1, defining=False, depth=0).map(_read).filter(bool).filter(follows))
    def follow(held: Plan) -> None:
        in_force(held)
        rule = held.rules[0]
        said = [rule.kind, *(one.kind for one in rule.owes.met_by)]
        for kind in (one for one in said if one not in words.DERIVED):
            if _told_by_chance(chance, kind, people, of_cases):
                drain(NOW)
                refreshed = snapshot()
                with machine_session():
                    refresh.rebuild(NOW)
                assert snapshot() == refreshed, held.file
        tried["plans"] += 1
        tried["duties"] += len(snapshot()["Duty"])

    follow()
    assert tried["plans"] == 12 and tried["duties"], "where nothing is owed nothing is tried"
