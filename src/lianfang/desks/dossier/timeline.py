"""One story: what happened, fact by fact, and beside each what the plan made of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.dossier.telling import colour_of, told
from lianfang.desks.moments import Word, deadline, duty_state, local
from lianfang.desks.rules import clause_of, title_of
from lianfang.facts import known_by
from lianfang.facts.disputes import disputed_among
from lianfang.situation.models import Duty, DutyCause
from lianfang.situation.queries import duties_of

# The kinds that tell a person's story; visits only on a case's page, and of these
# only what the case told: others are looked up by place.
KINDS = (
    "journey", "exposure", "symptom", "case", "severity", "admission", "referral", "outcome", "specimen", "notice",
    "attempt", "transfer", "observation", "health_check", "action", "decision", "appeal", "vaccination",
    "contraindication", "consent", "letter_answer", "merge",
)  # fmt: skip
_UNIT_COLUMNS = (
    "reported_by", "hospital", "from_unit", "to_unit", "place", "sampled_by", "laboratory", "site", "unit",
    "checkpoint",
)  # fmt: skip
_AREA_COLUMNS = ("origin", "destination", "to_area", "gone_to", "responsible")


@dataclass(frozen=True, slots=True)
class Owed:
    """The duties of one rule that a fact caused, as one line: how many are done, over, missed; the next deadline."""

    duty: Duty
    title: str
    clause: str
    duties: int
    met: int
    over: int
    missed: int
    due: datetime | None
    word: Word


@dataclass(frozen=True, slots=True)
class Happened:
    """A fact (or the health checks of a day) in one line, with what is owed because of it."""

    moment: datetime
    has_time: bool
    kind: str
    text: str
    colour: str
    source: str
    by: str
    corrected: bool
    late: bool
    owed: tuple[Owed, ...]
    fact: str
    disputed: bool


def facts_about(persons: Iterable[UUID], cases: Iterable[UUID], at: datetime) -> dict[str, Any]:
    """The facts about people and cases as known at a moment, a frame a kind, results of their specimens included."""
    about = {"person": [str(person) for person in persons], "case": [str(case) for case in cases]}
    tables = known_by(at, KINDS, about)
    specimens = tables["specimen"]["subject"].to_list()
    tables |= known_by(at, ["test_result"], {"specimen": specimens})
    return tables


def timeline(account: Account, tables: Mapping[str, Any], at: datetime) -> list[Happened]:
    """Everything that happened, oldest first. Health checks of a day are one line."""
    rows = [(kind, row) for kind, table in tables.items() for row in table.iter_rows(named=True)]
    rows = [(kind, row) for kind, row in rows if row["occurred_from"] is not None]
    unit_codes = [row.get(column) for _kind, row in rows for column in _UNIT_COLUMNS]
    units = names.units(code for code in unit_codes if isinstance(code, str))
    area_codes = [row.get(column) for _kind, row in rows for column in _AREA_COLUMNS]
    areas = names.areas(code for code in area_codes if isinstance(code, str))

    def unit(code: str | None) -> str:
        return units[code].name if code in units else (code or "")

    def area(code: str | None) -> str:
        return areas[code].name if code in areas else (code or "")

    owed = _owed_by_fact(account, [row["id"] for _kind, row in rows], at)
    corrected = [(kind, row["id"]) for kind, row in rows if row["supersedes"] is not None]
    disputed = set[UUID]()
    for told_kind in {kind for kind, _fact in corrected}:
        disputed |= disputed_among(told_kind, [fact for kind, fact in corrected if kind == told_kind])
    story = [
        Happened(
            row["occurred_from"],
            _has_time(row["occurred_from"]),
            kind,
            told(kind, row, unit, area),
            colour_of(kind, row),
            row["source"] or "",
            row["recorded_by"] or "",
            row["supersedes"] is not None,
            (row["known_at"] - row["occurred_from"]).days >= 1,
            owed.get(row["id"], ()),
            row["id"],
            UUID(row["id"]) in disputed,
        )
        for kind, row in rows
    ]
    story.sort(key=lambda happened: (happened.moment, KINDS.index(happened.kind) if happened.kind in KINDS else 99))
    return _with_days_of_checks(story)


def _has_time(moment: datetime) -> bool:
    """Whether a moment is more than a day: midnight stands for a day of which no hour is known."""
    shown = local(moment)
    return (shown.hour, shown.minute) != (0, 0)


def _with_days_of_checks(story: list[Happened]) -> list[Happened]:
    """The story with the health checks of a day told in the line of the first, fevers apart."""
    made: list[Happened] = []
    lines: dict[date, int] = {}
    for happened in story:
        day = local(happened.moment).date()
        if happened.kind != "health_check" or happened.owed or happened.colour:
            made.append(happened)
        elif day in lines:
            first = made[lines[day]]
            made[lines[day]] = replace(first, has_time=False, text=f"{first.text}；{happened.text}")
        else:
            lines[day] = len(made)
            made.append(happened)
    return made


def _owed_by_fact(account: Account, facts: list[str], at: datetime) -> dict[str, tuple[Owed, ...]]:
    """By fact, what it caused; a duty with several causes stands beside the first of them."""
    causes = DutyCause.objects.filter(fact__in=facts).order_by("since", "id").values_list("duty", "fact")
    first: dict[str, str] = {}
    for key, fact in causes:
        if key is not None:
            first.setdefault(key, str(fact))
    by_fact: dict[str, list[Duty]] = {}
    for duty in duties_of(account).filter(key__in=list(first)).order_by("due", "key"):
        by_fact.setdefault(first[duty.key], []).append(duty)
    return {fact: owed_lines(duties, at) for fact, duties in by_fact.items()}


def owed_lines(duties: Iterable[Duty], at: datetime) -> tuple[Owed, ...]:
    """Duties as lines, one a rule, in the order of their first deadline."""
    by_rule: dict[tuple[str | None, str | None], list[Duty]] = {}
    for duty in duties:
        by_rule.setdefault((duty.plan, duty.rule), []).append(duty)
    return tuple(_line(chosen, at) for chosen in by_rule.values())


def _line(duties: list[Duty], at: datetime) -> Owed:
    open_ = [duty for duty in duties if not _over_with(duty, at)]
    late = [duty for duty in open_ if duty.due is not None and duty.due <= at]
    begun = [duty for duty in open_ if duty.opened is None or duty.opened <= at]
    shown = (late or begun or open_ or duties)[0]
    word = duty_state(shown, at)
    if late:
        word = Word(deadline(shown.due, at).text, "overdue")
    return Owed(
        shown,
        title_of(shown.plan, shown.rule),
        clause_of(shown.plan, shown.rule),
        len(duties),
        sum(1 for duty in duties if duty.met is not None and duty.met <= at),
        len(late),
        sum(1 for duty in duties if duty_state(duty, at).text == _("missed")),
        shown.due,
        word,
    )


def _over_with(duty: Duty, at: datetime) -> bool:
    """Whether nothing can be done about it any more: met, waived, or its window closed."""
    return any(moment is not None and moment <= at for moment in (duty.met, duty.waived, duty.ends))
