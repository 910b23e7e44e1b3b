"""What the commander's page asks of the situation."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import polars as pl
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncDate

from lianfang.access.models import Account
from lianfang.desks.curve import Curve, curve
from lianfang.desks.figures import Day, by_child, reported_lately
from lianfang.desks.moments import local_zone
from lianfang.desks.queries import midnight
from lianfang.facts import known_by
from lianfang.places.frames import counting_from_frame
from lianfang.places.models import Area
from lianfang.reports.counted import Counted, Tree
from lianfang.situation import queries
from lianfang.situation.models import Count as CountRow
from lianfang.situation.models import Duty

# The rows of the table of figures: root of the figure's name, which of new, current, cumulative it has.
FIGURES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("confirmed", ("new", "current", "cumulative")),
    ("suspected", ("new", "current", "cumulative")),
    ("asymptomatic", ("new", "current", "cumulative")),
    ("contacts", ("current", "cumulative")),
    ("tested", ("new",)),
)
COLUMNS = ("new", "current", "cumulative")
LEVELS = ("low", "medium", "high")


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure with its name, for its link; ``value`` None where the row has no such figure."""

    name: str
    value: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the figures: its cells, those imported, how much the current (or new) differs from the day before."""

    what: str
    cells: tuple[Cell, ...]
    imported: int | None
    change: int


def lines(today: Day, yesterday: Day) -> list[Line]:
    """The rows of the day's figures."""
    made = []
    for what, has in FIGURES:
        cells = tuple(Cell(f"{how}_{what}", today.figure(f"{how}_{what}") if how in has else None) for how in COLUMNS)
        imported = (
            today.figure(f"cumulative_{what}", "imported")
            if what in ("confirmed", "suspected", "asymptomatic")
            else None
        )
        compared = "new" if "current" not in has else "current"
        change = today.figure(f"{compared}_{what}") - yesterday.figure(f"{compared}_{what}")
        made.append(Line(what, cells, imported, change))
    return made


@dataclass(frozen=True, slots=True)
class Generation:
    """How many infected of a generation there are."""

    generation: int
    new: int
    cumulative: int


def generations(account: Account, disease: str, until: datetime) -> list[Generation]:
    """The confirmed by generation, as far as it is known, up to a moment; new are those of its last day."""
    begins = until - timedelta(days=1)
    rows = (
        queries.cases_of(account)
        .filter(disease=disease, confirmed__lt=until, generation__isnull=False)
        .values_list("generation")
        .annotate(n=Count("case"), new=Count("case", filter=Q(confirmed__gte=begins)))
        .order_by("generation")
    )
    return [Generation(generation, new, n) for generation, n, new in rows]


def onset_curve(account: Account, disease: str, until: date) -> tuple[Curve | None, int]:
    """The curve of cases by day of onset, and after how many days nine in ten of them were classified.

    Counted are clinically diagnosed and confirmed cases; days nearer than that may still grow.
    """
    cases = queries.cases_of(account).filter(
        disease=disease, onset__isnull=False, classification__in=("confirmed", "clinical")
    )
    by_day: Counter[date] = Counter()
    delays: Counter[int] = Counter()
    day = TruncDate("classified", tzinfo=local_zone())
    for onset, classified, number in cases.values_list("onset", day).annotate(number=Count("case")):
        by_day[onset] += number
        if classified is not None:
            delays[max(0, (classified - onset).days)] += number
    nine_in_ten = _reached(delays, 0.9)
    return curve(by_day, until, nine_in_ten), nine_in_ten


def _reached(delays: Counter[int], share: float) -> int:
    """The delay, in days, that more than this share of all are within or at; nought where there are none."""
    ranked = sorted(delays.elements())
    return ranked[min(len(ranked) - 1, int(len(ranked) * share))] if ranked else 0


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise: of all duties due by a group of rules, how many are met, overdue, or were missed."""

    name: str
    owed: int
    met: int
    overdue: int
    missed: int


def promises(account: Account, disease: str, at: datetime, rules: dict[str, list[str]]) -> list[Promise]:
    """应收尽收, 应检尽检, 应隔尽隔: duties of the rules that each promise stands on, due today or open when it began.

    Counted as the daily report counts its day: what was waived, or ended before it was due, is not owed any more, and
    what ended undone on an earlier day was missed then.
    """
    begins = midnight(at)
    ending = Q(ends__isnull=True) | Q(ends__gte=F("due"))
    # The day began too lately for what is long over and stands in the tally no more.
    undone = (
        queries.open_tallies_of(account)
        .filter(ending, queries.unended(begins), disease=disease, due__lte=at)
        .values_list("rule")
    )
    missed_now = Sum("number", filter=Q(ends__lte=at), default=0)
    counted: dict[str | None, dict[str, int]] = {}
    for rule, owed, missed in undone.annotate(owed=Sum("number"), missed=missed_now):
        counted[rule] = {"owed": owed, "missed": missed, "done": 0}
    duties = queries.duties_of(account).filter(disease=disease, due__lte=at, met__isnull=False)
    # Questions and not one with OR: each has its index.
    for finished in (duties.filter(met__gte=begins), duties.filter(met__lt=begins, due__gt=begins)):
        for rule, number in finished.values_list("rule").annotate(number=Count("key")):
            of_rule = counted.setdefault(rule, {"owed": 0, "missed": 0, "done": 0})
            of_rule["owed"] += number
            of_rule["done"] += number
    made = []
    for name, names in rules.items():
        of_it = [counted[rule] for rule in names if rule in counted]
        owed, done, missed = (sum(row[what] for row in of_it) for what in ("owed", "done", "missed"))
        made.append(Promise(name, owed, done, owed - done - missed, missed))
    return made


@dataclass(frozen=True, slots=True)
class Tile:
    """An area below: how many are infected there now, were newly found on the last full day, were ever confirmed, each
    None where that is not known; and the level in force by declaration."""

    area: Area
    current: int | None
    new: int | None
    cumulative: int | None
    level: str
    number: str


def counted_here(account: Account, disease: str, day: date) -> int:
    """How many infected are counted in the account's area itself on a day, and in none of those below it."""
    own = CountRow.objects.filter(path=account.area_path, disease=disease, date=day)
    figures = ("current_confirmed", "current_asymptomatic")
    return own.filter(figure__in=figures).aggregate(total=Sum("value"))["total"] or 0


def tiles(account: Account, disease: str, days: tuple[date, date], at: datetime, here: int = 0) -> list[Tile]:
    """The areas directly below the account's, with who is infected there now and the level declared.

    ``days`` are today and the last full day. Where people are recorded, nobody recorded is nought; but where ``here``
    are counted in the account's area and nobody in any below, how they lie is not known. An area of which nobody is
    recorded has its figures as reported; beside areas that report one that reports nothing is not known.
    """
    children = list(Area.objects.filter(parent_id=account.area or None).exclude(level="elsewhere").order_by("order"))
    codes = [child.code for child in children]
    today, full = days
    counted = by_child([child.path for child in children], disease, days)
    declared = levels_in_force(codes, disease, at)
    reported = _reported(children, disease, full, at)
    lost = bool(here) and not any(_infected(day, "current") for day in counted.values())
    made = []
    for child in children:
        now, day = counted[child.path, today], counted[child.path, full]
        figures: tuple[int | None, int | None, int | None]
        if lost:
            figures = (None, None, None)
        elif reported is None or _by_people(reported, child, full, now):
            figures = (_infected(now, "current"), _infected(day, "new"), now.figure("cumulative_confirmed"))
        else:
            confirmed, new, cumulative = (
                reported.of_reports(child.code, full, f"{how}_confirmed") for how in ("current", "new", "cumulative")
            )
            without = reported.of_reports(child.code, full, "current_asymptomatic")
            figures = (confirmed if confirmed is None else confirmed + (without or 0), new, cumulative)
        made.append(Tile(child, *figures, *declared.get(child.code, ("", ""))))
    return made


def _by_people(reported: Counted, area: Area, day: date, now: Day) -> bool:
    """Whether an area beside others that report figures is counted by people, as the daily report has it."""
    if (since := reported.persons_from(area.code)) is not None and since <= day:
        return True
    return not reported.reports(area.code) and bool(now.values)


def _infected(day: Day, how: str) -> int:
    return day.figure(f"{how}_confirmed") + day.figure(f"{how}_asymptomatic")


def _reported(areas: list[Area], disease: str, day: date, at: datetime) -> Counted | None:
    """The figures that areas reported lately; None where none does, and people alone are counted."""
    told = reported_lately([area.code for area in areas], disease, at)
    if not told.height:
        return None
    tree = Tree({area.code: {"path": area.path} for area in areas}, {})
    return Counted(_NOBODY, told, counting_from_frame(), tree, disease)


_NOBODY = pl.DataFrame(
    schema={"area": pl.String, "date": pl.Date, "disease": pl.String, "figure": pl.String, "origin": pl.String,
            "value": pl.Int64}
)  # fmt: skip


def levels_in_force(codes: Iterable[str], disease: str, at: datetime) -> dict[str, tuple[str, str]]:
    """The risk level in force of each area, and the number of its declaration: the latest that has begun."""
    asked = {"declared": list(codes), "about": ["risk"], "disease": [disease]}
    rows = known_by(at, ["declaration"], where=asked)["declaration"].sort("occurred_from", "known_at")
    now = at.astimezone(UTC)
    begun = rows.filter((pl.col("occurred_from") <= now) & ~(pl.col("occurred_until") <= now).fill_null(False))
    return {row["declared"]: (row["level"] or "", row["number"] or "") for row in begun.iter_rows(named=True)}


def has_duties(account: Account) -> bool:
    """Whether anything was ever derived for this area: if not, the page says how to begin."""
    return Duty.objects.exists() or queries.cases_of(account).exists()
