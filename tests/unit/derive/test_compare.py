"""Whom a change of plan moves, against two plain loops that say the same slowly."""

from datetime import timedelta
from importlib.resources import files

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from invented_facts import AT, frame, lively, tables
from lianfang import plan
from lianfang.derive import Derived, derive
from lianfang.derive.compare import ABOUT, MOVED, SAME, SHOWN, compare, compared
from lianfang.plan.meaning import differing
from spec.tables import facts_of, moment

OLD = files("lianfang.plans").joinpath("covid19_2020.yaml").read_text("utf-8")
CLAUSE = "    stricter: more\n    source: {document: 新型冠状病毒肺炎防控方案（第七版）, clause: 密切接触者管理"
EDITS = (
    (f"value: 14 days\n{CLAUSE}", f"value: 7 days\n{CLAUSE}"),
    ("plan: covid19_2020", "plan: another_edition"),
    ("value: [1, 4, 7, 14]", "value: [1, 2, 3, 7]"),
    ("kinds: [command, cdc], area: whereabouts", "kinds: [cdc, command], area: responsible"),
    ("      general-contact-told:", "      general-told:"),
    ("value: [medium, high]", "value: [high]"),
)  # fmt: skip


def edited(*numbers: int) -> plan.Plan:
    text = OLD
    for number in numbers:
        old, new = EDITS[number]
        assert old in text, old
        text = text.replace(old, new, 1)
    read, findings = plan.load(text, "plan.yaml")
    assert read is not None, [finding for finding in findings if not finding.note]
    return read


BASE = edited()


def slowly(old: Derived, new: Derived, at) -> tuple[list[dict], int]:
    """The rows of a comparison and how many duties stand alike, by looking at each duty."""
    sides = []
    for derived in (old, new):
        standing = {}
        causes: dict[str, list[tuple]] = {}
        for cause in derived.causes.to_dicts():
            causes.setdefault(cause["duty"], []).append((cause["since"], cause["original"]))
        for duty in derived.duties.to_dicts():
            if duty["ends"] is not None and duty["ends"] <= at:
                continue
            if duty["waived"] is not None and duty["waived"] <= at:
                continue
            if duty["met"] is not None and duty["met"] <= at and duty["ends"] is None:
                continue
            duty["episode"] = min(causes[duty["key"]])[1]
            standing[tuple(duty[name] for name in SAME)] = duty
        sides.append(standing)
    rows, kept = [], 0
    for name in sorted(sides[0].keys() | sides[1].keys()):
        was, now = sides[0].get(name), sides[1].get(name)
        if was is not None and now is not None and all(was[part] == now[part] for part in MOVED):
            kept += 1
            continue
        row = {"change": "gained" if was is None else "lost" if now is None else "moved"}
        row |= dict(zip(SAME, name, strict=True))
        row |= {part: (now or was)[part] if (now or was)[part] is not None else (was or now)[part] for part in ABOUT}
        row |= {f"{part}_before": was[part] if was else None for part in SHOWN}
        row |= {part: now[part] if now else None for part in SHOWN}
        rows.append(row)
    return sorted(rows, key=lambda row: (row["change"], *(row[name] for name in SAME))), kept


@settings(max_examples=7, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(facts=tables(most=4), numbers=st.sets(st.integers(0, len(EDITS) - 1)), hours=st.integers(-400, 100))
def test_the_fast_way_says_what_the_slow_one_says(facts, numbers, hours):
    at = AT + timedelta(hours=hours)
    old, new = (derive(facts, held, at, engine="oracle") for held in (BASE, edited(*numbers)))
    found = compared(old, new, at)
    assert (found.rows.to_dicts(), found.kept) == slowly(old, new, at)


def test_many_facts_move_in_every_way_and_both_say_so():
    seen = set()
    new = edited(*range(len(EDITS)))
    for number in range(6):
        facts, at = lively(number, 40), AT - timedelta(days=2 * number + 8)
        old, now = (derive(facts, held, at, engine="oracle") for held in (BASE, new))
        found = compared(old, now, at)
        assert (found.rows.to_dicts(), found.kept) == slowly(old, now, at)
        seen |= set(found.rows["change"])
        assert found.kept > 0
        assert compare(facts, BASE, new, at).rows.equals(found.rows), "rules that mean the same move nobody"
        counted = found.by_rule()
        assert counted["duties"].sum() == found.rows.height
        assert found.by_area()["duties"].sum() == found.rows.height
    assert seen == {"gained", "lost", "moved"}


def test_the_same_plan_under_another_name_moves_nobody():
    facts, at = lively(1, 40), AT - timedelta(days=8)
    assert differing(BASE, edited(1)) == frozenset()
    assert compare(facts, BASE, edited(1), at).rows.is_empty()
    found = compared(derive(facts, BASE, at), derive(facts, edited(1), at), at)
    assert found.rows.is_empty()
    assert found.kept > 0


def test_what_was_waived_is_waived_under_the_new_plan_too():
    facts, at = lively(1, 40), AT - timedelta(days=8)
    new = edited(0, 1)
    before = compare(facts, BASE, new, at).rows
    moved = before.filter(pl.col("change") == "moved")
    old = derive(facts, BASE, at).duties
    duty = old.filter(rule=moved["rule"][0], subject=moved["subject"][0]).row(0, named=True)
    waiver = frame(
        "waiver", [{"id": "w", "duty": duty["key"], "why": "moved", "occurred_from": at - timedelta(hours=1)}]
    )  # fmt: skip
    after = compare(facts | {"waiver": waiver}, BASE, new, at).rows
    same = after.filter(rule=duty["rule"], subject=duty["subject"], occurrence=duty["occurrence"])
    assert same.filter(pl.col("opened_before") == duty["opened"]).is_empty()
    rest = ["change", "rule", "subject", "occurrence", "opened", "opened_before"]
    assert after.height == before.height - 1, "of all the others the same is said"
    assert after.select(rest).join(before.select(rest), on=rest, how="anti", nulls_equal=True).is_empty()


def test_only_rules_that_mean_something_else_differ():
    assert differing(BASE, edited(2)) == {"contact-specimens"}
    assert differing(BASE, edited(3)) == {"contact-carried"}
    assert differing(BASE, edited(4)) == {"general-contact-told", "general-told"}
    assert differing(BASE, edited(5)) == {"journey-home-observation"}
    renamed = plan.load(OLD.replace("Telling a close contact", "Told", 1), "plan.yaml")[0]
    assert differing(BASE, renamed) == frozenset()
    elsewhere = plan.load(OLD.replace("Asia/Shanghai", "Asia/Urumqi", 1), "plan.yaml")[0]
    assert differing(BASE, elsewhere) == {rule.id for rule in BASE.rules}


def test_a_shorter_isolation_releases_who_is_past_it():
    facts = facts_of(
        {
            "exposure": """
                person | when        | case | grade | last
                wang   | 01-05 08:00 | c1   | close | 01-05 08:00
                li     | 01-12 08:00 | c1   | close | 01-12 08:00
                """,
            "observation": """
                person | when        | observation | stage
                wang   | 01-05 20:00 | central     | entered
                li     | 01-12 20:00 | central     | entered
                """,
        }
    )
    found = compare(facts, BASE, edited(0), moment("01-15 12:00"))
    isolated = {row["subject"]: row for row in found.rows.filter(pl.col("rule") == "contact-isolated").to_dicts()}
    assert {name: row["change"] for name, row in isolated.items()} == {"wang": "lost", "li": "moved"}
    assert (isolated["wang"]["ends_before"], isolated["wang"]["ends"]) == (moment("01-20 00:00"), None)
    assert (isolated["li"]["ends_before"], isolated["li"]["ends"]) == (moment("01-27 00:00"), moment("01-20 00:00"))
    assert isolated["wang"]["met"] == moment("01-05 20:00")
    (counted,) = found.by_rule().filter(rule="contact-isolated", change="lost").to_dicts()
    assert (counted["duties"], counted["people"]) == (1, 1)
