"""What the plans in force relate: for which facts a rule looks at which others, and by what tie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from lianfang.plan import Plan, words
from lianfang.plan.expression import And, Compare, Expression, Member, Name, Query, Value, walk
from lianfang.plan.kinds_read import kinds_of
from lianfang.plan.model import Formula, Group, Rule
from lianfang.situation.plans import every_plan

# Columns of the rule's own fact and the words that they must hold, where its condition says so outright.
Narrowed = tuple[tuple[str, tuple[str, ...]], ...]
# Contacts, groups and proposals are derived: from exposures, from cases.
BEHIND = {"contact": "exposure", "group": "case", "case_proposal": "case"}
CHAIN = frozenset({"notice", "attempt", "transfer", "observation", "journey"})


@dataclass(frozen=True)
class Asked:
    """A question of the plans: for facts of which kind, by which relation and key, about which kind.

    ``subject`` is whom the rule's duty is about, "" where no rule asks.
    """

    about: str
    subject: str
    narrowed: Narrowed
    how: str
    key: str
    kind: str


@dataclass(frozen=True)
class Grouping:
    """By what the cases of a disease become groups: what they share, and how far (metres) they may lie apart.

    So far from a case (`reaches`) what is measured belongs to its group; 0 where no plan has zones by distance.
    """

    disease: str
    shares: frozenset[str]
    apart: float
    reaches: float


@dataclass(frozen=True)
class Ties:
    """Every question, and the ties by which cases become groups, disease by disease."""

    asked: frozenset[Asked]
    groupings: tuple[Grouping, ...] = ()
    # What case definitions weigh of a case, by whatever tie.
    weighed: frozenset[str] = frozenset()
    # Whether a plan asks of a case what was told of those exposed to it.
    by_exposures: bool = False
    # The kinds of fact that oblige a unit, or meet what it owes.
    of_units: frozenset[str] = frozenset()
    # The kinds of fact about which something is owed as such: a finding, a specimen.
    of_themselves: frozenset[str] = frozenset()

    @property
    def reaches(self) -> float:
        """How far what is measured may lie from the case of a zone."""
        return max((one.reaches for one in self.groupings), default=0.0)

    @property
    def shares(self) -> dict[str, list[Asked]]:
        """The questions by what persons share: class, household, …, a vehicle in which they rode."""
        found: dict[str, list[Asked]] = {}
        for one in self.asked:
            if one.how == "same" and one.key in words.RELATED:
                found.setdefault(one.key, []).append(one)
        return found

    @property
    def near(self) -> set[str]:
        """The levels of areas by which a rule relates cases.

        A duty that is the area's own, as a county's first case, moves with the area and not with each case in it.
        """
        of_area = (one for one in self.asked if one.how == "same" and one.key in words.AREAS_SHARED)
        return {one.key for one in of_area if one.key != one.subject}

    @property
    def of_batch(self) -> list[Asked]:
        """The questions about facts of the same batch."""
        return [one for one in self.asked if one.how == "same" and one.key == "batch"]

    def of(self, how: str) -> list[Asked]:
        """The questions by one way: index case, contacts, close contact, at, covering."""
        return [one for one in self.asked if one.how == how]

    def kinds_beside(self) -> set[str]:
        """The kinds of fact that must be known of persons beside those whose situation is derived anew."""
        beside = (*self.of("index case"), *self.of("contacts"), *self.of("close contact"))
        ways = [*beside, *self.of_batch, *(one for told in self.shares.values() for one in told)]
        kinds = {one.kind for one in ways}
        if "case_proposal" in kinds:
            kinds |= self.weighed
        # What an anchor of theirs asks, and how far the chain of a contact has come.
        kinds |= {one.kind for one in self.asked if not one.subject and one.about in kinds}
        # Whose a result is, its specimen tells.
        if "test_result" in kinds:
            kinds.add("specimen")
        chain = CHAIN if "contact" in kinds else frozenset[str]()
        rides = frozenset({"journey"}) if "vehicle" in self.shares else frozenset[str]()
        return {BEHIND.get(one, one) for one in kinds} | {"person", "membership", "case"} | chain | rides

    def kinds_whole(self) -> set[str]:
        """The kinds of fact that bind whoever is at a place or comes from one: few, and read whole."""
        measured = set(words.PLACED) if self.reaches else set[str]()
        return {one.kind for one in (*self.of("at"), *self.of("covering"))} | measured


def ties() -> Ties:
    """The ties of the plans that are or were in force: a duty keeps to its version."""
    return ties_of(every_plan())


@cache
def ties_of(plans: tuple[Plan, ...]) -> Ties:
    """The ties of these plans."""
    return Ties(
        asked=frozenset(one for plan in plans for one in questions_of(plan)),
        groupings=tuple(
            Grouping(
                disease,
                frozenset(share for group in groups for share in group.shares),
                max(group.apart for group in groups),
                max(group.reaches for group in groups),
            )
            for disease, groups in sorted(_groups(plans).items())
        ),
        weighed=frozenset(kind for plan in plans for one in plan.conditions for kind in kinds_of(one)),
        by_exposures=any(_by_exposures(plan) for plan in plans),
        of_units=frozenset(kind for plan in plans for kind in _of_units(plan)),
        of_themselves=frozenset(
            rule.kind for plan in plans for rule in plan.rules if rule.subject in ("subject", "specimen")
        ),
    )


def _of_units(plan: Plan) -> Iterator[str]:
    for rule in plan.rules:
        if rule.subject == "unit":
            yield rule.kind
        yield from (meeting.kind for meeting in rule.owes.met_by if meeting.same == "unit")


def _by_exposures(plan: Plan) -> bool:
    """Whether an exposure makes a duty of its case, or a rule looks from a case, or one of its contacts, at others'."""
    told = ("exposure", "contact")
    return any(rule.kind in told and rule.subject == "case" for rule in plan.rules) or any(
        one.kind in told and one.how == "same" and one.key == "case" for one in questions_of(plan)
    )


def _groups(plans: tuple[Plan, ...]) -> dict[str, list[Group]]:
    """The groups that plans define, by their disease."""
    found: dict[str, list[Group]] = {}
    for plan in plans:
        if plan.groups:
            found.setdefault(plan.disease, []).extend(plan.groups)
    return found


def questions_of(plan: Plan) -> Iterator[Asked]:
    """The questions that a plan asks about other facts than the one at hand."""
    for rule in plan.rules:
        yield from questions_of_rule(rule)
    yield from questions_of_definitions(plan)


def questions_of_rule(rule: Rule) -> Iterator[Asked]:
    narrowed = _narrowed(rule.when)
    for own in rule.formulas:
        yield from _questions(rule.kind, rule.subject, narrowed, own)


def questions_of_definitions(plan: Plan) -> Iterator[Asked]:
    """Those of what a plan defines: groups, anchors, criteria, cases."""
    for group in plan.groups:
        for formula in (group.where, group.counted):
            yield from _questions("case", "", (), formula)
    for anchor in plan.anchors:
        for kind, formula in anchor.formulas:
            yield from _questions(kind, "", (), formula)
    for criterion in plan.criteria:
        yield from _questions("case", "case", (), criterion.when)
    for definition in plan.definitions:
        for formula in (definition.when, definition.since):
            yield from _questions("case", "case", (), formula)


def _questions(about: str, subject: str, narrowed: Narrowed, formula: Formula | None) -> Iterator[Asked]:
    for node in walk(formula.expression) if formula is not None else ():
        if isinstance(node, Query) and node.relation is not None:
            yield Asked(about, subject, narrowed, *node.relation, node.kind)


def _narrowed(when: Formula | None) -> Narrowed:
    """What the parts of a condition, joined by and, say of columns by words: `group_kind is workplace`."""
    return tuple(sorted(_words(when.expression))) if when is not None else ()


def _words(node: Expression) -> Iterator[tuple[str, tuple[str, ...]]]:
    if isinstance(node, And):
        yield from _words(node.left)
        yield from _words(node.right)
    elif isinstance(node, Compare) and node.comparator == "=":
        yield from _one_of(node.left, (node.right,))
    elif isinstance(node, Member) and not node.negated:
        yield from _one_of(node.term, node.options)


def _one_of(term: Expression, options: tuple[Expression, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    held = [one.value for one in options if isinstance(one, Value) and isinstance(one.value, str)]
    if isinstance(term, Name) and term.of is None and len(held) == len(options):
        yield term.name, tuple(held)
