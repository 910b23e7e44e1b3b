"""Two versions of one plan: a duty comes from the one in force when its obligation arose, or is changed over."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from invented_facts import AT, lively
from lianfang import plan
from lianfang.derive import derive
from lianfang.derive.versions import derive_by_versions, in_order
from lianfang.vocabulary import Mistake
from spec.tables import facts_of, moment
from unit.derive.test_compare import EDITS, OLD

DAY = date(2021, 1, 15)


def version(begins: date | None, running: str = "keep", edits: tuple[int, ...] = (), until: date | None = None):
    text = OLD
    for number in edits:
        text = text.replace(*EDITS[number], 1)
    force = ", ".join(f"{name}: {day}" for name, day in (("from", begins), ("until", until)) if day)
    text = text.replace("in force: {from: 2020-09-15}", f"in force: {{{force}}}\nrunning duties: {running}")
    read, findings = plan.load(text, f"from-{begins}.yaml")
    assert read is not None, [finding for finding in findings if not finding.note]
    return read


FACTS = {
    "exposure": """
        person | when        | case | grade | last
        wang   | 01-05 08:00 | c1   | close | 01-05 08:00
        li     | 01-12 08:00 | c1   | close | 01-12 08:00
        zhao   | 01-16 08:00 | c1   | close | 01-16 08:00
        """,
    "observation": """
        person | when        | observation | stage
        wang   | 01-05 20:00 | central     | entered
        li     | 01-12 20:00 | central     | entered
        zhao   | 01-16 20:00 | central     | entered
        """,
}


def ends(versions, rule: str = "contact-isolated") -> dict[str, datetime]:
    duties = derive_by_versions(facts_of(FACTS), versions, moment("01-18 12:00")).duties.filter(rule=rule)
    return dict(zip(duties["subject"], duties["ends"], strict=True))


def test_what_arose_before_keeps_its_term():
    assert ends([version(date(2020, 9, 15)), version(DAY, edits=(0,))]) == {
        "wang": moment("01-20 00:00"), "li": moment("01-27 00:00"), "zhao": moment("01-24 00:00"),
    }  # fmt: skip


def test_changed_over_the_new_term_holds_and_who_is_past_it_is_released_that_day():
    assert ends([version(DAY, "change over", (0,)), version(date(2020, 9, 15))]) == {
        "wang": moment("01-15 00:00"), "li": moment("01-20 00:00"), "zhao": moment("01-24 00:00"),
    }  # fmt: skip


def test_a_test_whose_day_had_passed_is_not_owed_afterwards():
    versions = [version(date(2020, 9, 15)), version(DAY, "change over", (2,))]
    duties = derive_by_versions(facts_of(FACTS), versions, moment("01-18 12:00")).duties
    days = duties.filter(rule="contact-specimens", subject="li")
    # By the old version days 1, 4, 7, 14, by the new 1, 2, 3, 7: entered on the 12th, day 3 was over when it began.
    stands = {row["occurrence"]: row["ends"] for row in days.to_dicts()}
    assert set(stands) == {1, 4, 7, 14}
    assert stands[4] == stands[14] == moment("01-15 00:00")
    assert stands[7] > moment("01-18 00:00")


def test_before_the_first_version_nothing_is_owed():
    assert ends([version(DAY)]) == {"zhao": moment("01-31 00:00")}
    assert ends([version(date(2020, 9, 15), until=date(2021, 1, 10)), version(DAY)]) == {
        "wang": moment("01-20 00:00"), "zhao": moment("01-31 00:00"),
    }  # fmt: skip


def test_one_version_is_the_plan_itself():
    facts, only = lively(3, 30), version(None)
    one, other = derive_by_versions(facts, [only], AT), derive(facts, only, AT)
    assert one.duties.equals(other.duties)
    assert one.causes.sort("duty", "fact", "original").equals(other.causes.sort("duty", "fact", "original"))


@pytest.mark.parametrize(
    ("versions", "says"),
    [
        ([], "no version"),
        ([version(DAY), version(DAY)], "another day"),
        ([version(None), version(None)], "say from when"),
        ([version(date(2020, 9, 15), until=DAY), version(DAY)], "both in force on 2021-01-15"),
        ([version(date(2020, 9, 15)), version(DAY, edits=(1,))], "no versions of one plan: id"),
    ],
)
def test_what_are_no_versions_is_said_so(versions, says):
    with pytest.raises(Mistake, match=says):
        in_order(versions)


def arose(found) -> dict[str, datetime]:
    first: dict[str, datetime] = {}
    for cause in found.causes.to_dicts():
        first[cause["duty"]] = min(first.get(cause["duty"], cause["since"]), cause["since"])
    return first


def stands(duty: dict, at: datetime) -> bool:
    if duty["ends"] is not None and duty["ends"] <= at:
        return False
    if duty["waived"] is not None and duty["waived"] <= at:
        return False
    return not (duty["met"] is not None and duty["met"] <= at and duty["ends"] is None)


def slowly(facts, old, new, begins: datetime, change_over: bool) -> dict[str, dict]:
    """The duties by key, each looked at by itself."""
    first, second = derive(facts, old, AT, engine="oracle"), derive(facts, new, AT, engine="oracle")
    before = {row["key"]: row for row in first.duties.to_dicts() if arose_at(first, row) < begins}
    after = {row["key"]: row for row in second.duties.to_dicts()}
    later = {key: row for key, row in after.items() if arose_at(second, row) >= begins and key not in before}
    if not change_over:
        return before | later
    made = dict(later)
    for key, row in before.items():
        followed = after.get(key)
        goes_on = followed is not None and arose_at(second, followed) < begins and stands(followed, begins)
        made[key] = row if not stands(row, begins) else followed if goes_on else row | {"ends": begins}
    for key, row in after.items():
        if key not in made and stands(row, begins) and (row["due"] is None or row["due"] > begins):
            made[key] = row
    return made


def arose_at(found, duty: dict) -> datetime:
    if id(found) not in MOMENTS:
        MOMENTS[id(found)] = (found, arose(found))
    return MOMENTS[id(found)][1][duty["key"]]


MOMENTS: dict[int, tuple] = {}


@pytest.mark.parametrize("change_over", [False, True])
@pytest.mark.parametrize("number", range(2))
def test_the_fast_way_says_what_the_slow_one_says(number, change_over):
    facts = lively(number, 24)
    edits = (0, 2, 3, 4, 5)
    old = version(date(2020, 9, 15))
    new = version(date(2021, 1, 8), "change over" if change_over else "keep", edits)
    begins = datetime.combine(date(2021, 1, 8), time(), ZoneInfo("Asia/Shanghai")).astimezone(UTC)
    found = derive_by_versions(facts, [old, new], AT, engine="oracle")
    expected = slowly(facts, old, new, begins, change_over)
    assert {row["key"]: row for row in found.duties.to_dicts()} == expected
    assert set(found.causes["duty"]) == set(expected)
    if number == 0 and change_over:
        assert derive_by_versions(facts, [old, new], AT, engine="duckdb").duties.equals(found.duties)
    if change_over:
        assert expected != slowly(facts, old, new, begins, change_over=False), "changing over moves somebody"
