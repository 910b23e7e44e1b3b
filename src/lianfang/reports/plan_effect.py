"""What a change of plan does, as figures: the ones that the terminal, the page and the signed preview share.

From what `derive/effect.py` compared, without Django; `plan_effect_words.py` says them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from lianfang import vocabulary
from lianfang.derive import compare
from lianfang.derive.effect import Effect
from lianfang.plan.expression import Compare, Expression, Member, Name, Value, walk
from lianfang.plan.model import Plan, Rule

# As many areas as one reads; below that the list is a table to write out.
MOST_AREAS = 20
OBSERVATIONS = vocabulary.kind("observation").column("observation").options


@dataclass(frozen=True)
class OfRule:
    """How many duties of one rule are gained, lost or moved, and of how many subjects."""

    change: str
    rule: str
    duties: int
    people: int


@dataclass(frozen=True)
class OfArea:
    """How many duties of one rule are gained, lost or moved in an area: its code, and its name where it is known."""

    change: str
    rule: str
    area: str
    name: str
    duties: int


@dataclass(frozen=True)
class Kept:
    """How many more people are to be kept in one way (central, home, monitoring), and how many no longer are."""

    observation: str
    more: int
    released: int


@dataclass(frozen=True)
class OfColour:
    """How many people turn from a colour to another; the same twice where their code ends at another moment."""

    before: str
    after: str
    people: int


@dataclass(frozen=True)
class OfLevel:
    """How many areas of a level of the tree (county, town) are raised, lowered …, by one scale."""

    change: str
    scale: str
    area_level: str
    areas: int


@dataclass(frozen=True)
class EffectFigures:
    """A change of plan in figures. `ungrounded` are those who would be red without a medical ground."""

    unchanged: int
    duties: tuple[tuple[str, int, int], ...]
    kept: tuple[Kept, ...]
    rules: tuple[OfRule, ...]
    areas: tuple[OfArea, ...]
    colours: tuple[OfColour, ...]
    reddened: int
    ungrounded: int
    levels: tuple[OfLevel, ...]

    @property
    def moves_anybody(self) -> bool:
        """Whether anything would be otherwise."""
        return bool(self.rules or self.colours or self.levels)


def effect_figures(effect: Effect, old: Plan, new: Plan, areas: pl.DataFrame | None) -> EffectFigures:
    """The figures of an effect; `areas` (`code, name, level`) give areas their names and say which are counties."""
    rows, codes = effect.duties.rows, effect.codes
    by_change = rows.group_by("change").agg(duties=pl.len(), people=pl.col("subject").n_unique())
    counted = {change: (duties, people) for change, duties, people in by_change.iter_rows()}
    red = codes.filter((pl.col("colour") == "red") & (pl.col("colour_before") != "red"))
    turned = codes.group_by("colour_before", "colour").len().sort("colour_before", "colour")
    return EffectFigures(
        unchanged=effect.duties.kept,
        duties=tuple((change, *counted.get(change, (0, 0))) for change in compare.CHANGES),
        kept=tuple(_kept(rows, old, new)),
        rules=tuple(OfRule(*row) for row in effect.duties.by_rule().iter_rows()),
        areas=tuple(OfArea(*row) for row in _by_area(effect.duties, areas).iter_rows()),
        colours=tuple(OfColour(*row) for row in turned.iter_rows()),
        reddened=red.height,
        ungrounded=red.filter(~pl.col("grounded")).height,
        levels=tuple(OfLevel(*row) for row in _levels(effect.levels, areas).iter_rows()),
    )


def _kept(rows: pl.DataFrame, old: Plan, new: Plan) -> Iterable[Kept]:
    """People are counted once however many duties keep them; whoever gains one and loses another is in neither."""
    for option in OBSERVATIONS:
        rules = {rule.id for plan in (old, new) for rule in plan.rules if option.name in _keeps(rule)}
        own = rows.filter(pl.col("rule").is_in(sorted(rules)))
        more, less = (set(own.filter(pl.col("change") == change)["subject"]) for change in ("gained", "lost"))
        yield Kept(option.name, len(more - less), len(less - more))


def _keeps(rule: Rule) -> frozenset[str]:
    """By which observations a rule keeps people: those whose entering meets it."""
    found: set[str] = set()
    for meeting in rule.owes.met_by:
        told = _words(meeting.where.expression) if meeting.where is not None else {}
        if meeting.kind == "observation" and told.get("stage") == {"entered"}:
            found |= told.get("observation", set())
    return frozenset(found)


def _words(where: Expression) -> dict[str, set[str]]:
    told: dict[str, set[str]] = {}
    options: tuple[Expression, ...]
    for node in walk(where):
        if isinstance(node, Compare) and node.comparator == "=":
            term, options = node.left, (node.right,)
        elif isinstance(node, Member) and not node.negated:
            term, options = node.term, node.options
        else:
            continue
        if isinstance(term, Name):
            told.setdefault(term.name, set()).update(
                str(one.value) for one in options if isinstance(one, Value)
            )  # fmt: skip
    return told


def _by_area(found: compare.Comparison, areas: pl.DataFrame | None) -> pl.DataFrame:
    """`change, rule, area, name, duties` by the deepest level of areas that still reads as a list."""
    counted = found.by_area()
    paths = counted["area"].fill_null("").str.strip_chars("/").str.split("/")
    deepest = max((len(path) for path in paths.to_list()), default=0)
    schema = {"change": pl.String, "rule": pl.String, "code": pl.String, "duties": pl.Int64}
    best = pl.DataFrame(schema=schema)
    for depth in range(1, deepest + 1):
        at = counted.with_columns(code=paths.list.slice(0, depth).list.last())
        held = at.group_by("change", "rule", "code").agg(pl.col("duties").sum())
        if held.height > MOST_AREAS and depth > 1:
            break
        best = held
    names = _named(areas).select("code", "name")
    told = best.join(names, on="code", how="left").with_columns(pl.col("code", "name").fill_null(""))
    return told.sort("code", "change", "rule").select("change", "rule", "code", "name", "duties")


def _named(areas: pl.DataFrame | None) -> pl.DataFrame:
    columns = ("code", "name", "level")
    if areas is None:
        return pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
    told = (pl.col(name) if name in areas.columns else pl.lit(None, pl.String).alias(name) for name in columns)
    return areas.select(told).unique("code")


def _levels(rows: pl.DataFrame, areas: pl.DataFrame | None) -> pl.DataFrame:
    of_tree = _named(areas).select(area="code", area_level="level")
    told = rows.join(of_tree, on="area", how="left").with_columns(pl.col("area_level").fill_null(""))
    return told.group_by("change", "scale", "area_level").len().sort("change", "scale", "area_level")
