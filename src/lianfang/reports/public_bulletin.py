"""疫情通报: a day's counts of an area as they may leave the house, and where cases were, for the public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from lianfang.facts import known_by
from lianfang.places.models import Area, Unit
from lianfang.plan.retained import Publication
from lianfang.plan.wording import source
from lianfang.plan.wording.language import Language, either
from lianfang.plan.wording.language import day as day_words
from lianfang.plan.wording.retention import publication as publication_words
from lianfang.reports.document import Block, Document, Notes, Paragraph, Table, TableColumn
from lianfang.reports.figures import AreaName, DailyFigures
from lianfang.reports.labels import label
from lianfang.reports.ledger import day_figures
from lianfang.reports.public_places import PublicPlace, Stay, public_places
from lianfang.reports.suppressed import Rules, Shown, Sum, suppressed
from lianfang.reports.wording import DISEASES, ZONE
from lianfang.situation.models import CaseStatus, PersonStatus
from lianfang.situation.plans import plan_of
from lianfang.vocabulary import Mistake

# How far back places are told, as long as somebody who was there may still fall ill of it.
LOOK_BACK = timedelta(days=14)
_CHILD = 14
_NEW, _ALL = "new_confirmed", "cumulative_confirmed"
_PARTS = {
    "night": ("凌晨", "night"), "morning": ("上午", "morning"), "afternoon": ("下午", "afternoon"),
    "evening": ("晚间", "evening"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PublicBulletin:
    """A day as it is published: the area's counts and its parts' as shown, places, and by which rules of the plan."""

    area: AreaName
    day: date
    disease: str
    counts: tuple[tuple[str, Shown], ...]
    parts: tuple[tuple[AreaName, Shown], ...]
    places: tuple[PublicPlace, ...]
    publication: Publication
    at: datetime


def public_bulletin(area: str, day: date, *, now: datetime, disease: str | None = None) -> PublicBulletin:
    """The bulletin of an area's day. Called within a session that may read the area.

    The bulletin of the day before is taken as it would be published now; what this one shows gives away nothing beside
    it. Raises Mistake as ``day_figures`` does, and where the plan in force does not say how counts are published.
    """
    figures, day_before = day_figures(area, day, now=now, disease=disease)
    plan = plan_of(figures.disease)
    if plan is None or plan.publication is None:
        raise Mistake(f"the plan in force for {figures.disease} does not say how counts are published (publication)")
    rules = Rules(plan.publication.suppressed, plan.publication.rounded)
    before = _counts(day_before, "before ")
    sums = [_sum(before, "before ")]
    earlier = suppressed({name: count for name, count in before.items() if " new" not in name}, sums, rules)
    counts = _counts(figures, "")
    sums += [_sum(counts, ""), Sum("all", ("before all", "new"))]
    sums += [Sum(name, (f"before {name}", f"new in {name}")) for name in counts if name.startswith("in ")]
    shown = suppressed(counts, sums, rules, {name: (before[name], value) for name, value in earlier.items()})
    return PublicBulletin(
        figures.area, day, figures.disease,
        tuple((name, shown[key]) for key, name in (("new", _NEW), ("all", _ALL)) if key in shown),
        tuple((one.area, shown[key]) for one in figures.children if (key := f"in {one.area.code}") in shown),
        public_places(_stays(area, figures.disease, day, now), plan.publication.least_people), plan.publication, now,
    )  # fmt: skip


def _counts(figures: DailyFigures, prefix: str) -> dict[str, int]:
    """The counts of a day by name; what is unknown is not there."""
    whole = next((row for row in figures.bulletin if row.key == "confirmed"), None)
    told = {} if whole is None else {"all": whole.cumulative, "new": whole.new if not prefix else None}
    told |= {f"in {one.area.code}": one.cumulative_confirmed for one in figures.children}
    return {f"{prefix}{name}": count for name, count in told.items() if count is not None}


def _sum(counts: dict[str, int], prefix: str) -> Sum:
    parts = tuple(sorted(name for name in counts if name.startswith(f"{prefix}in ")))
    # What is counted in the area itself is in no part.
    return Sum(f"{prefix}all", (*parts, f"{prefix}elsewhere"))


def _stays(area: str, disease: str, day: date, now: datetime) -> list[Stay]:
    """The stays of the area's cases at places of the register and in vehicles, of the days looked back on."""
    path = Area.objects.values_list("path", flat=True).get(code=area)
    cases = CaseStatus.objects.filter(disease=disease, responsible__startswith=path).exclude(classification="excluded")
    people = [str(one) for one in cases.values_list("person", flat=True)]
    ends = datetime.combine(day + timedelta(days=1), datetime.min.time(), ZONE).astimezone(UTC)
    columns = ("person", "place", "vehicle", "occurred_from", "occurred_until", "known_at")
    visits = known_by(now, ["visit"], {"person": people}, between=(ends - LOOK_BACK, ends), columns=columns)["visit"]
    named = Unit.objects.filter(code__in=visits["place"].drop_nulls().to_list()).values_list("code", "name", "area_id")
    units = {code: (name, within) for code, name, within in named}
    ages = PersonStatus.objects.filter(person__in=people).values_list("person", "birth", "age")
    children = {str(person) for person, birth, age in ages if _child(birth, age, day)}
    stays = []
    for row in visits.iter_rows(named=True):
        place, within = units.get(row["place"], ((row["vehicle"] or "").strip(), ""))
        if place:
            begins = row["occurred_from"].astimezone(ZONE)
            until = (row["occurred_until"] or row["occurred_from"]).astimezone(ZONE)
            known = row["known_at"].astimezone(ZONE).date()
            stays.append(Stay(row["person"], place, within, begins, until, known, row["person"] in children))
    return stays


def _child(birth: date | None, age: float | None, day: date) -> bool:
    """Whether somebody is under 14, by birth or else by the age told."""
    if birth is not None:
        return (birth.year + _CHILD, birth.month, birth.day) > (day.year, day.month, day.day)
    return age is not None and age < _CHILD


def document(bulletin: PublicBulletin, language: Language) -> Document:
    """The bulletin as a paper."""
    zh = language == "zh"
    names = {one.code: one.name if zh else one.latin for one in (bulletin.area, *(part for part, _ in bulletin.parts))}
    disease = DISEASES[bulletin.disease][0 if zh else 1] if bulletin.disease in DISEASES else bulletin.disease
    said = tuple((label(name, language), _said(shown, bulletin, language)) for name, shown in bulletin.counts)
    figure = TableColumn("人数" if zh else "People", share=1)
    blocks: list[Block] = [
        Paragraph("；".join(f"{name}{value}" for name, value in said) + "。" if zh
                  else "; ".join(f"{name}: {value}" for name, value in said) + ".", leading=True),
    ]  # fmt: skip
    if bulletin.parts:
        rows = tuple((names[part.code], _said(shown, bulletin, language)) for part, shown in bulletin.parts)
        heads = (TableColumn("地区" if zh else "Area", share=2), figure)
        blocks.append(Table(label(_ALL, language), "areas", heads, rows))
    if bulletin.places:
        rows = tuple((one.place, _times(one, language)) for one in bulletin.places)
        heads = (TableColumn("场所、车次" if zh else "Place or vehicle", share=2),
                 TableColumn("涉及时段" if zh else "When", share=3))  # fmt: skip
        title = "病例活动场所" if zh else "Where cases were"
        blocks.append(Table(title, "places", heads, rows))
    told = (publication_words(bulletin.publication, language), source(bulletin.publication.source, language))
    blocks.append(Notes("公布规则" if zh else "How it is published", told))
    title = (
        f"{names[bulletin.area.code]}{disease}疫情通报" if zh else f"{disease} in {names[bulletin.area.code]}: bulletin"
    )
    on = day_words(bulletin.day, language)
    return Document(language, title, on, tuple(blocks), on)


def _said(shown: Shown, bulletin: PublicBulletin, language: Language) -> str:
    if shown is None:
        return either("不公布", "withheld", language)
    return (
        f"{shown}"
        if shown == 0 or bulletin.publication.rounded == 1
        else either(f"约{shown}", f"about {shown}", language)
    )


def _times(one: PublicPlace, language: Language) -> str:
    if not one.times:
        return either(f"近{LOOK_BACK.days}天", f"in the last {LOOK_BACK.days} days", language)
    days: dict[date, list[str]] = {}
    for on, part in one.times:
        days.setdefault(on, []).append(either(*_PARTS[part], language))
    if language == "zh":
        return "；".join(f"{on.month}月{on.day}日{'、'.join(parts)}" for on, parts in days.items())
    return "; ".join(f"{on.day} {on:%b} {', '.join(parts)}" for on, parts in days.items())
