"""Which version of a plan holds where and since when; and what follows by all of them, looked at duty by duty."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files

import polars as pl

from lianfang import plan
from lianfang.derive import derive
from lianfang.derive.outputs import empty
from lianfang.derive.scopes import Scope, Version, derive_in_scopes, outdated, scopes
from lianfang.derive.versions import derive_by_versions
from spec.tables import facts_of, moment

TEXT = files("lianfang.plans").joinpath("covid19_2020.yaml").read_text("utf-8")
AT = datetime(2021, 1, 20, tzinfo=UTC)
SIGNED = datetime(2021, 1, 9, tzinfo=UTC)


def read(days: int = 14) -> plan.Plan:
    start = TEXT.index("  isolation_length:")
    held, findings = plan.load(
        TEXT[:start] + TEXT[start:].replace("value: 14 days", f"value: {days} days", 1), "p.yaml"
    )
    assert held is not None, findings
    return held


SHIPPED = read()
SEVEN, TEN = read(7), read(10)


def told(held: list[tuple[Scope, ...]]) -> list[tuple[str, tuple[str, ...], list[str]]]:
    return [
        (scope.area, scope.but, [f"{one.digest[:4]} {one.in_force_from}" for one in scope.versions])
        for of_plan in held
        for scope in of_plan
    ]


def name(held: plan.Plan, begins: object) -> str:
    return f"{held.digest[:4]} {begins}"


def test_what_ships_alone_holds_everywhere_from_the_beginning():
    (only,) = scopes([Version(SHIPPED)], AT)
    assert only[0].plain and only[0].versions == (SHIPPED,)


def test_the_version_of_the_smaller_area_goes_before_and_follows_on_what_held_there():
    versions = [
        Version(SHIPPED), Version(SEVEN, "/c/a/", date(2021, 1, 12), SIGNED),
        Version(TEN, "/c/", date(2021, 1, 10), SIGNED), Version(SHIPPED, "/c/a/", date(2021, 1, 14), SIGNED),
    ]  # fmt: skip
    assert told(scopes(versions, AT)) == [
        ("/", ("/c/", "/c/a/"), [name(SHIPPED, "2020-09-15")]),
        ("/c/", ("/c/a/",), [name(SHIPPED, None), name(TEN, "2021-01-10")]),
        ("/c/a/", (), [name(SHIPPED, None), name(TEN, "2021-01-10"), name(SEVEN, "2021-01-12"),
                       name(SHIPPED, "2021-01-14")]),
    ]  # fmt: skip
    # What begins above after one's own has begun changes nothing here.
    later = [
        Version(SHIPPED),
        Version(SEVEN, "/c/", date(2021, 1, 10), SIGNED),
        Version(TEN, "/", date(2021, 1, 15), SIGNED),
    ]
    assert told(scopes(later, AT))[1] == ("/c/", (), [name(SHIPPED, None), name(SEVEN, "2021-01-10")])


def test_what_has_not_begun_or_was_signed_later_is_not_there_yet():
    one = Version(SEVEN, "/c/", date(2021, 1, 10), SIGNED)
    assert len(scopes([Version(SHIPPED), one], datetime(2021, 1, 9, 15, tzinfo=UTC))[0]) == 1, "23:00 of the 9th"
    assert len(scopes([Version(SHIPPED), one], datetime(2021, 1, 9, 16, tzinfo=UTC))[0]) == 2, "00:00 of the 10th"
    unknown = replace(one, signed=AT + timedelta(hours=1))
    assert scopes([Version(SHIPPED), unknown], AT)[0][0].plain
    # Of one day the one signed last holds.
    again = replace(one, plan=TEN, signed=SIGNED + timedelta(minutes=1))
    assert scopes([again, Version(SHIPPED), one], AT)[0][-1].plan.digest == TEN.digest


def test_a_duty_is_by_the_version_of_its_area_that_was_in_force_when_it_arose():
    facts = facts_of(
        {
            "person": """
                person | name | residence
                wang   | 王   | mill
                li     | 李   | mill
                zhao   | 赵   | grid
                """,
            "exposure": """
                person | when        | case | grade | last
                wang   | 01-08 08:00 | c1   | close | 01-08 08:00
                li     | 01-12 08:00 | c1   | close | 01-12 08:00
                zhao   | 01-12 08:00 | c1   | close | 01-12 08:00
                """,
        }
    )
    versions = [Version(SHIPPED), Version(SEVEN, "/county/town/mill/", date(2021, 1, 10), SIGNED)]
    (held,) = scopes(versions, AT)
    at = moment("01-15 12:00")
    made = derive_in_scopes(facts, held, at)
    ends = {row["subject"]: row["ends"] for row in made.duties.to_dicts() if row["rule"] == "contact-isolated"}
    # wang's arose before the village's own began; zhao lives elsewhere.
    assert ends == {"wang": moment("01-23 00:00"), "li": moment("01-20 00:00"), "zhao": moment("01-27 00:00")}
    # By hand: everybody else's duties are those of the plan that ships.
    whole = derive(facts, SHIPPED, at).duties
    others = made.duties.filter(made.duties["subject"] != "li")
    assert others.sort("key").equals(whole.filter(whole["subject"] != "li").sort("key"))
    assert set(made.causes["duty"]) == set(made.duties["key"])
    assert made.people.equals(derive(facts, SHIPPED, at).people)


def test_whoever_lies_in_one_scope_is_derived_there_alone(monkeypatch):
    facts = facts_of(
        {
            "exposure": """
                person | when        | case | grade | last
                li     | 01-12 08:00 | c1   | close | 01-12 08:00
                zhao   | 01-12 08:00 | c1   | close | 01-12 08:00
                """,
            "person": """
                person | residence
                li     | mill
                zhao   | grid
                """,
        }
    )
    versions = [Version(SHIPPED), Version(SEVEN, "/county/town/mill/", date(2021, 1, 10), SIGNED)]
    (held,) = scopes(versions, AT)
    at, met = moment("01-15 12:00"), {"encounter": empty("encounter")}
    derived: list[str] = []
    for name_of, way in (("derive", derive), ("derive_by_versions", derive_by_versions)):
        monkeypatch.setattr(
            f"lianfang.derive.scopes.{name_of}", lambda *told, w=way, n=name_of: derived.append(n) or w(*told)
        )  # fmt: skip
    ways = {"zhao": ["derive"], "li": ["derive_by_versions"], "nobody": ["derive", "derive_by_versions"]}
    for asked in (["zhao"], ["li"], ["li", "zhao"], ["nobody"], []):
        derived.clear()
        slow = derive_in_scopes(facts, held, at, subjects=asked)
        assert derived == ["derive", "derive_by_versions"], "while it is not told who met whom"
        derived.clear()
        fast = derive_in_scopes(facts | met, held, at, subjects=asked)
        assert derived == (sorted(way for one in asked for way in ways[one]) or ["derive"])
        own = pl.col("subject").is_in(asked)
        assert fast.duties.filter(own).sort("key").equals(slow.duties.filter(own).sort("key"))
        assert fast.duties.height == slow.duties.height and fast.people.equals(slow.people)
        people = pl.col("person").is_in(asked)
        assert fast.contacts.filter(people).sort("person").equals(slow.contacts.filter(people).sort("person"))


def test_a_layer_that_was_signed_keeps_the_edition_beneath_it_until_it_is_signed_again():
    county_text = files("lianfang.plans").joinpath("covid19_2020_county.yaml").read_text("utf-8")

    def layer_on(below: plan.Plan) -> plan.Plan:
        held, findings = plan.load(county_text, "county.yaml", {below.id: below.layers[-1].text}.get)
        assert held is not None, findings
        return held

    layer = Version(layer_on(SHIPPED), "/c/a/", date(2021, 1, 8), SIGNED)
    new = Version(SEVEN, "/c/", date(2021, 1, 10), SIGNED)
    (held,) = scopes([Version(SHIPPED), layer, new], AT)
    (found,) = outdated(held)
    assert (found.area, found.layer.id, found.newer.in_force_from) == ("/c/a/", "covid19_2020", date(2021, 1, 10))
    # Signed again on the new edition it rests on it; and an edition that has not begun makes nothing old.
    again = Version(layer_on(SEVEN), "/c/a/", date(2021, 1, 12), SIGNED + timedelta(hours=1))
    assert [outdated(of_plan) for of_plan in scopes([Version(SHIPPED), layer, new, again], AT)] == [[]]
    assert outdated(scopes([Version(SHIPPED), layer, new], datetime(2021, 1, 9, 12, tzinfo=UTC))[0]) == []
