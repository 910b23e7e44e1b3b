"""A plan as frozen data, each part with its place in the file. Made by `plan.load` only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from lianfang.plan.answering import Late, Recipient
from lianfang.plan.criteria import CaseDefinition, Criterion
from lianfang.plan.finding import Span
from lianfang.plan.parts import Formula as Formula
from lianfang.plan.parts import Names as Names
from lianfang.plan.parts import Source as Source
from lianfang.plan.retained import Period, Publication
from lianfang.plan.scales import Scale

Value = timedelta | float | tuple[int, ...] | tuple[str, ...] | tuple[tuple[int, int], ...]
LowerMay = Literal["neither", "loosen", "tighten"]
# Epidemiological weeks: of ISO 8601, from Monday, or of the MMWR, from Sunday.
Week = Literal["iso", "mmwr"]


@dataclass(frozen=True)
class Setting:
    """What a layer set: the value it found and the one it gave, why, and the milder alternative that was considered."""

    layer: str
    before: Value
    value: Value
    direction: Literal["tighten", "loosen"]
    reason: Names | None
    milder: Names | None
    source: Source
    span: Span


@dataclass(frozen=True)
class Parameter:
    """A named value with its source. `stricter` says which way is the stricter one; lists grow by what they hold.

    `value` is that in force, `settings` how the layers came to it, `layer` the plan or layer that declared it. `type`
    is duration, number (with `unit`), days, slots, unit kinds or words.
    """

    id: str
    names: Names
    type: str
    value: Value
    unit: str
    source: Source
    lower_may: LowerMay
    stricter: Literal["more", "less"] | None
    floor: Value | None
    ceiling: Value | None
    layer: str
    span: Span
    settings: tuple[Setting, ...] = ()

    @property
    def given_by(self) -> str:
        """The layer that gave the value in force."""
        return self.settings[-1].layer if self.settings else self.layer


@dataclass(frozen=True)
class Layer:
    """A file of a plan: the plan itself, or a province, prefecture or county standing on it. `text` as it was read."""

    id: str
    names: Names
    level: str
    in_force_from: date | None
    in_force_until: date | None
    file: str
    text: str = field(repr=False)


@dataclass(frozen=True)
class Anchor:
    """A moment of the plan's own, with the number of its day: `rash` is day 0.

    For each kind of fact in `formulas` it is a column beside the vocabulary's own.
    """

    id: str
    names: Names
    first: int
    formulas: tuple[tuple[str, Formula], ...]
    parameters: tuple[str, ...]
    span: Span


@dataclass(frozen=True)
class Founding:
    """So many cases in one class, village, … whose moments lie within a length of time found a group.

    Where `share` is distance, those of which each lies at most `apart` metres from another.
    """

    cases: int
    within: timedelta
    share: str
    span: Span
    apart: float = 0.0


@dataclass(frozen=True)
class Group:
    """What a plan calls a cluster or an outbreak: which cases, what founds it, what joins it, what closes it.

    `where` says which facts of cases count, `counted` by which moment (None: `occurred_from`). Cases of one class,
    village, … between which less than `closed_after` lies belong together once any `founded` holds among them;
    `joined` are ties by which others belong and two become one, though nothing is founded by them.
    """

    id: str
    names: Names
    source: Source
    where: Formula | None
    counted: Formula | None
    founded: tuple[Founding, ...]
    joined: tuple[str, ...]
    closed_after: timedelta
    parameters: tuple[str, ...]
    span: Span
    # By distance: how far from one of its cases (metres) what is measured belongs to the group.
    reaches: float = 0.0

    @property
    def apart(self) -> float:
        """How far cases may lie apart (metres) to be of one group; 0 where none is founded by distance."""
        return max(one.apart for one in self.founded)

    @property
    def shares(self) -> tuple[str, ...]:
        """All ties of the group, those that found it first."""
        return tuple(dict.fromkeys((*(one.share for one in self.founded), *self.joined)))


@dataclass(frozen=True)
class Owner:
    """Who owes: the nearest unit of one of the `kinds`, in their order, on the way up from an area; or a named unit.

    `area` is the person's or case's responsible area, whereabouts or place of treatment, or where the fact was
    recorded. `level` asks for a unit of that level. `named` gives a unit's code; `kinds` then are the fall-back.
    """

    kinds: tuple[str, ...]
    area: Literal["responsible", "whereabouts", "treated", "recorded"]
    level: str | None
    named: Formula | None
    span: Span


@dataclass(frozen=True)
class Schedule:
    """How often: once; on days counted from an anchor; in slots of each day; each day for each unit of some kinds.

    `days` are numbers of days, the anchor's day being `first_day`. `slots` are minutes of the day, half-open. For
    `daily`, `cut` and `due` count from the day's midnight.
    """

    how: Literal["once", "days", "slots", "daily"]
    anchor: Formula | None = None
    days: tuple[int, ...] = ()
    first_day: int = 0
    slots: tuple[tuple[int, int], ...] = ()
    units: tuple[str, ...] = ()
    cut: timedelta = timedelta(days=1)
    due: timedelta = timedelta(days=1)


@dataclass(frozen=True)
class Meeting:
    """A kind of fact that meets a duty: tied by the key `same`, where a condition holds, in a window.

    `moment` is the moment of the fact that counts (default `occurred_from`). The window is half-open; by default it is
    the duty's own, from `opened` to `ends`.
    """

    kind: str
    same: str
    where: Formula | None
    since: Formula | None
    until: Formula | None
    moment: str
    span: Span


@dataclass(frozen=True)
class Owes:
    """What a rule obliges to. `within` or `due` says by when; both are counted from each cause.

    `to` is who receives what is owed, `responsibility` which of those that the plan's parameter lists it falls under,
    `late` who is told of it when it is late, step by step. No row that is derived rests on these three.
    """

    what: Names
    by: Owner
    schedule: Schedule
    opens: Formula | None
    within: timedelta | None
    due: Formula | None
    ends: Formula | None
    met_by: tuple[Meeting, ...]
    span: Span
    to: Recipient | None = None
    late: tuple[Late, ...] = ()
    responsibility: str | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of unit that owe: of what is owed daily all such units, else the first of which there is one."""
        return self.schedule.units if self.schedule.how == "daily" else self.by.kinds


@dataclass(frozen=True)
class Rule:
    """One rule: each fact of `kind` for which `when` is true is a cause of a duty of its subject.

    A lower layer may set `within` as `lower_may` says, between `floor` and `ceiling`; `settings` tells who did.
    `parameters` names those the rule uses, `layer` the file that holds it. What a layer adds has a `reason` and the
    `milder` alternative that was considered. `waived_by` are the kinds of unit that may waive its duties, any with the
    right to where none is named, for the reasons `waived_for`.
    """

    id: str
    names: Names
    source: Source
    lower_may: LowerMay
    kind: str
    subject: str
    when: Formula | None
    owes: Owes
    waived_for: tuple[str, ...]
    chapter: Names
    span: Span
    floor: timedelta | None = None
    ceiling: timedelta | None = None
    parameters: tuple[str, ...] = ()
    layer: str = ""
    reason: Names | None = None
    milder: Names | None = None
    settings: tuple[Setting, ...] = ()
    # Of a rule for groups, which of the plan's.
    group: Group | None = None
    waived_by: tuple[str, ...] = ()

    @property
    def clause(self) -> str:
        """Where the rule stands in its file, as findings say it: chapter > rule."""
        return clause_of(self.chapter, self.id)

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """What the rule asks of the fact at hand: its condition, its moments, by whom; what meets it aside."""
        owes = self.owes
        told = (self.when, owes.opens, owes.ends, owes.due, owes.schedule.anchor, owes.by.named)
        return tuple(formula for formula in told if formula is not None)


def clause_of(chapter: Names, rule: str) -> str:
    """A rule's place in a plan, by its chapter and its id."""
    return f"{chapter.zh or chapter.en} > {rule}"


ReachOf = Literal["place", "carriage", "room", "row"]


@dataclass(frozen=True)
class Reach:
    """Who of those at a case's place is within reach of it.

    `of` is what they must share: the whole place, the carriage (deck, ward), the room in it (compartment, cabin), or
    the row (bay, bed) and `apart` more before and behind. With `staff` also whoever serves there. One overlap of
    `least` is needed; nothing where any moment counts.
    """

    of: ReachOf
    apart: int
    staff: bool
    least: timedelta


@dataclass(frozen=True)
class ContactSetting:
    """What makes a contact in one kind of place: the first setting of a plan that fits a place holds for it.

    `places` are kinds of place, none for any; `air` and `largest` (square metres) narrow it, and what is not known of a
    place narrows nothing. `lingers` is how long the air stays risky after the case has left. `close` goes before
    `general`.
    """

    id: str
    names: Names
    source: Source
    places: tuple[str, ...]
    air: Literal["sealed", "ventilated"] | None
    largest: int | None
    close: Reach | None
    general: Reach | None
    lingers: timedelta
    span: Span


ExposingFrom = Literal["onset", "positive sample", "last negative", "classified"]


@dataclass(frozen=True)
class ContactRules:
    """Who is a contact: from when a case exposes others, by which settings, and how far it is followed.

    `since` are anchors with how far before each, of which the first that is known holds. `hops` 1 follows cases only,
    2 also their close contacts, and so on. `tolerance` is how far two clocks may differ. `visits_kept` is for how long
    collected visits that made no contact are kept, None where the plan does not say.
    """

    source: Source
    since: tuple[tuple[ExposingFrom, timedelta], ...]
    hops: int
    tolerance: timedelta
    settings: tuple[ContactSetting, ...]
    visits_kept: timedelta | None
    parameters: tuple[str, ...]
    span: Span

    def setting(self, name: str) -> ContactSetting | None:
        """The setting of this id, or None."""
        return next((one for one in self.settings if one.id == name), None)


@dataclass(frozen=True)
class Code:
    """A colour of the health code. `rule` says on which fact it rests, from when (`opens`) and until when (`ends`)."""

    colour: str
    rule: Rule


@dataclass(frozen=True)
class Watch:
    """What is watched for signals: new cases, by how they are classified (`counts`), of each area of a `level`.

    A count of at least `least` cases that the `method` finds unusual is a signal; of all that are signals so many
    (`false_discoveries`, a share) may be chance. What was answered is `quiet` for so long.
    """

    id: str
    names: Names
    source: Source
    counts: tuple[str, ...]
    level: str
    method: str
    percentile: float
    least: float
    false_discoveries: float
    quiet: timedelta
    span: Span
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """A plan: its rules, the disease they are for, from and until when it is in force. `digest` names its text.

    With layers, `id` and `names` are those of the plan at the bottom, so that duties keep their names; the dates are
    those of the lowest layer; `layers` are all, the nation's first. `may_add` are the kinds of fact for which a lower
    layer may add rules. `running` says what becomes of duties that run when this version of the plan begins, `week`
    which days are an epidemiological week (of ISO from Monday, of the MMWR from Sunday). `levels` are the scales by
    which areas get a risk or response level, `codes` the colours of people's health code, `watches` what is watched for
    signals, `definitions` by what a case is proposed to be of which classification, `periods` for how long facts are
    kept, `publication` what of counts leaves the house.
    """

    id: str
    names: Names
    disease: str
    in_force_from: date | None
    in_force_until: date | None
    time_zone: str
    rules: tuple[Rule, ...]
    digest: str
    file: str
    parameters: tuple[Parameter, ...] = ()
    layers: tuple[Layer, ...] = ()
    may_add: tuple[str, ...] = ()
    running: Literal["keep", "change over"] = "keep"
    week: Week = "iso"
    anchors: tuple[Anchor, ...] = ()
    groups: tuple[Group, ...] = ()
    levels: tuple[Scale, ...] = ()
    codes: tuple[Code, ...] = ()
    watches: tuple[Watch, ...] = ()
    contacts: ContactRules | None = None
    criteria: tuple[Criterion, ...] = ()
    definitions: tuple[CaseDefinition, ...] = ()
    periods: tuple[Period, ...] = ()
    publication: Publication | None = None
    # The plans whose parameters and rules this one takes over.
    used: tuple[Layer, ...] = ()

    def __hash__(self) -> int:
        return hash((self.digest, self.file))

    @property
    def conditions(self) -> tuple[Criterion | CaseDefinition, ...]:
        """The criteria and case definitions, each after those that it may name."""
        return (*self.criteria, *self.definitions)

    def levels_at(self, at: datetime) -> tuple[Scale, ...]:
        """The scales that hold on the local day of a moment (aware)."""
        today = at.astimezone(ZoneInfo(self.time_zone)).date()
        return tuple(scale for scale in self.levels if scale.holds_on(today))

    def rule(self, name: str) -> Rule:
        """The rule of this id; raises KeyError where there is none."""
        for rule in self.rules:
            if rule.id == name:
                return rule
        raise KeyError(name)

    def parameter(self, name: str) -> Parameter:
        """The parameter of this id; raises KeyError where there is none."""
        for parameter in self.parameters:
            if parameter.id == name:
                return parameter
        raise KeyError(name)

    def layer(self, name: str) -> Layer:
        """The layer, or the plan used, of this id; raises KeyError where there is none."""
        for layer in (*self.layers, *self.used):
            if layer.id == name:
                return layer
        raise KeyError(name)
