"""The words a plan may use: kinds of fact and derived tables as rules see them, their columns, and named relations.

A rule sees the vocabulary's columns and, beside them, a few that are looked up for it: a test result carries the
person, the moment of sampling, the size of its pool, and of goods and surfaces the batch and the place, of which the
vocabulary keeps only the specimen; an attempt to reach somebody, how many calls in a row were in vain; a membership,
of which kind the unit is.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from lianfang import vocabulary
from lianfang.vocabulary import Column, Type
from lianfang.vocabulary.kinds.laboratory import SPECIMEN
from lianfang.vocabulary.shared_columns import UNIT_KINDS

# What a test result takes over from its specimen, which may be of goods or of a surface.
OF_SPECIMEN = ("category", "batch", "unit")

# Of these a rule sees a row for each person; whoever else a fact is about, it obliges once.
OF_SEVERAL = ("specimen", "test_result")

_CASE = Column("case", Type.SUBJECT, "病例", "Case", of="case")
# Columns looked up for rules, beside the vocabulary's own.
LOOKED_UP: dict[str, tuple[Column, ...]] = {
    "specimen": (Column("person", Type.SUBJECT, "人员", "Person", of="person"),),
    "test_result": (
        Column("person", Type.SUBJECT, "人员", "Person", of="person"),
        # Of what was tested: its specimen says it.
        *(SPECIMEN.column(name) for name in OF_SPECIMEN),
        Column("sampled", Type.MOMENT, "采样时间", "Sampled"),
        Column("pooled", Type.INTEGER, "混检人数", "People in the pool"),
    ),
    # Of which kind the unit is to which somebody belongs: a market, a cold store.
    "membership": (Column("unit_kind", Type.CHOICE, "单位类型", "Kind of unit", options=UNIT_KINDS),),
    # How many calls in a row nobody answered, this one included; 0 of one that was answered, and of visits.
    "attempt": (Column("in_vain", Type.INTEGER, "连续未接通次数", "Calls in vain in a row"),),
    "case": (
        _CASE,
        Column("county", Type.AREA, "县", "County"),
        Column("town", Type.AREA, "乡镇（街道）", "Town"),
        Column("village", Type.AREA, "村（社区）", "Village"),
    ),
    **dict.fromkeys(("severity", "outcome", "cut_link", "unanswered", "card"), (_CASE,)),
    "action": (_CASE, Column("county", Type.AREA, "县", "County")),
    # The zone in which something was measured, of the groups that a plan makes by distance.
    "measurement": (Column("group", Type.SUBJECT, "疫点", "Zone of cases", of="group"),),
    "letter": (Column("letter", Type.SUBJECT, "协查函", "Letter", of="letter"),),
    "contact": (
        Column("id", Type.FACT, "编号", "Fact"),
        Column("original", Type.FACT, "首次事实", "First told as"),
        Column("subject", Type.SUBJECT, "对象", "Subject"),
        Column("occurred_from", Type.MOMENT, "判定", "Judged"),
    ),
    "group": (
        Column("id", Type.FACT, "编号", "Fact"),
        Column("original", Type.FACT, "首次事实", "First told as"),
        Column("subject", Type.SUBJECT, "对象", "Subject"),
        Column("occurred_from", Type.MOMENT, "发现时间", "Recognised"),
    ),
    "case_proposal": (
        Column("id", Type.FACT, "编号", "Fact"),
        Column("original", Type.FACT, "首次事实", "First told as"),
        Column("subject", Type.SUBJECT, "对象", "Subject"),
        Column("occurred_from", Type.MOMENT, "符合定义之时", "Since it holds"),
    ),
}

# The kinds of fact of which a rule sees the case that they are about.
OF_CASES = tuple(kind for kind, columns in LOOKED_UP.items() if _CASE in columns)

# Derived tables that rules may speak of as if they were facts.
DERIVED = ("contact", "group", "case_proposal")
# Collected for a while and traced: what follows from them are contacts, and no rule reads them.
TRACED = ("visit",)
# What a rule does not see: sealed text and lists.
UNSEEN = frozenset({Type.IDENTITY, Type.TELEPHONE, Type.ADDRESS, Type.FILE, Type.SUBJECTS})

# Named relations: `of the same X` ties facts by the column X of both.
SAME = (
    "person", "case", "county", "town", "village", "outbreak", "unit", "subject", "declared", "letter", "group",
    "batch",
)  # fmt: skip
# `of the same X` too, but by what the persons of both facts share: X is the kind of membership, and the members share
# its unit and name, or its unit. To a school belong pupils and staff: whoever has a membership in a unit that is one.
# A household is told by the person's own facts.
SHARED: dict[str, tuple[str | None, Literal["unit", "name", "school"]]] = {
    "class": ("school_class", "name"), "school": (None, "school"), "dormitory": ("dormitory", "name"),
    "ward": ("ward", "name"), "workplace": ("workplace", "unit"), "household": ("household", "name"),
}  # fmt: skip
# And by the vehicle in which persons rode on the day of the fact at hand, as journeys tell: whole days, for a ride is
# told by its number and date. Who was at a place is never asked so: visits are traced, and no rule reads them.
RELATED = (*SHARED, "vehicle")
# What a group may be in one of: what persons share, or an area in which the cases lie.
AREAS_SHARED = ("village", "town", "county")
# Or cases that lie near each other.
DISTANCE = "distance"
# Kinds of fact that belong to such a group by where they were.
PLACED = ("measurement",)
# The keys tried in this order where a relation is not named.
USUAL = ("person", "case", "unit")
# `covering COLUMN`: the area that a fact of this kind speaks of.
COVERING = {
    "declaration": "declared", "signal": "about", "signal_answer": "about", "reported_count": "counted",
    "measurement": "zone",
}  # fmt: skip

# What stands for the disease in a plan whose rules are for every disease: each fact by its own.
ANY_DISEASE = "any"

# The columns of a duty, as `met by` sees it through `this.` and, in its window, by bare name.
DUTY: dict[str, Type] = {
    "opened": Type.MOMENT,
    "due": Type.MOMENT,
    "ends": Type.MOMENT,
    "anchor": Type.MOMENT,
    "day": Type.DATE,
    "unit": Type.UNIT,
    "person": Type.SUBJECT,
    "case": Type.SUBJECT,
    "county": Type.AREA,
    "group": Type.SUBJECT,
}


@cache
def kinds() -> tuple[str, ...]:
    """All kinds that a rule may name: no plan obliges by how plans come into force, or by what is only traced."""
    return (*(one.name for one in vocabulary.kinds() if one.subject != "plan" and one.name not in TRACED), *DERIVED)


@cache
def columns(kind: str) -> dict[str, Column]:
    """The columns of a kind that a rule may name. Raises KeyError where there is no such kind."""
    if kind not in kinds():
        raise KeyError(kind)
    if kind in DERIVED:
        told = vocabulary.derived(kind).columns
    else:
        told = (*vocabulary.LEDGER, *vocabulary.kind(kind).columns)
    return {column.name: column for column in (*told, *LOOKED_UP.get(kind, ())) if column.type not in UNSEEN}


def subject_of(kind: str) -> str:
    """Whom a duty from a fact of this kind is usually about."""
    derived = {"contact": "person", "group": "group", "case_proposal": "case"}
    told = derived.get(kind) or vocabulary.kind(kind).subject
    return told if told in ("person", "case", "unit", "specimen", "group") else "subject"


def by_case(kind: str) -> bool:
    """Whether facts of this kind are about a case itself, so that a relation to a case finds them by it."""
    return kind == "case_proposal" or (kind not in DERIVED and vocabulary.kind(kind).subject == "case")
