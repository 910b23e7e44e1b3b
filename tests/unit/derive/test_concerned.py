"""What a change of plan moves, looked for among those whom it may concern, against everybody derived by both plans."""

from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings

from invented_facts import AT as NOW
from invented_facts import lively, tables
from lianfang.derive import concerned as module
from lianfang.derive import derive
from lianfang.derive.compare import compared
from lianfang.derive.compare_codes import compared_codes
from lianfang.derive.concerned import concerned
from lianfang.derive.effect import effect
from spec.tables import facts_of
from unit.derive.test_effect import BASE, edited

AT = NOW - timedelta(days=4)


def without(*rules: str):
    return replace(BASE, rules=tuple(rule for rule in BASE.rules if rule.id not in rules))


# Rules about contacts, one about arrivals with codes of one colour, and one about units.
NEWS = (
    edited("isolation"),
    replace(without("journey-home-observation"), codes=edited(colour="red").codes),
    without("daily-sign-off"),
)


def agrees(facts, new, engine):
    found = effect(facts, BASE, new, AT, engine=engine)
    before, after = (derive(facts, one, AT, engine=engine) for one in (BASE, new))
    assert found.duties.rows.equals(compared(before, after, AT).rows)
    assert found.codes.equals(compared_codes(before.codes, after.codes, AT, facts))
    return found


@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(facts=tables())
def test_few_facts_move_the_same_whoever_is_left_out(facts):
    with patch.object(module, "_MANY", 0):
        for new in NEWS:
            agrees(facts, new, "oracle")


def test_many_facts_move_the_same_whoever_is_left_out():
    with patch.object(module, "_MANY", 0):
        moved = [agrees(lively(3, 40), new, "oracle").duties.rows.height for new in NEWS]
    assert all(moved), "where nothing moves the comparison says nothing"


def test_those_whom_no_rule_concerns_are_left_out_and_everybody_stays_where_a_rule_asks_of_others():
    facts = facts_of(
        {
            "exposure": """
                person | when        | case | grade
                wang   | 01-12 08:00 | c1   | close
                """,
            "health_check": """
                person | when        | temperature
                wang   | 01-13 08:00 | 36.5
                li     | 01-13 08:00 | 38.0
                """,
        }
    )
    of_contacts = replace(BASE, rules=(BASE.rule("contact-isolated"),), codes=(), criteria=(), definitions=())
    with patch.object(module, "_MANY", 0):
        kept = concerned(facts, [of_contacts], {"contact"})
        whole = concerned(facts, [BASE], {"contact"})
    assert kept["health_check"]["person"].to_list() == ["wang"]
    assert all(whole[kind] is facts[kind] for kind in facts)
