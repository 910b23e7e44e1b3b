"""What one rule owes, as questions to DuckDB over the causes of that rule alone.

Ibis is heavy to import: it comes when a question is to be compiled.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from lianfang.derive.asking import CAUSES
from lianfang.derive.compiled import asked
from lianfang.derive.terms import ABOUT, SELF, names_owner
from lianfang.derive.told import text
from lianfang.plan.model import Plan, Rule

if TYPE_CHECKING:
    from ibis.expr import types as ir

ABOUT_WHOM = tuple(name for name in ABOUT if name not in ("subject_kind", "subject"))
TYPES = {"string": "VARCHAR", "timestamp": "TIMESTAMP"}
# Of a duty, what met it, and by whom and where it is owed.
MEETING = frozenset(("met", "met_by", "met_kind"))
WHERE = frozenset(("owed_by", "owed_kind", "area", "responsible", "whereabouts", "treated"))
OWED = (
    "key", "subject", "opened", "due", "ends", "anchor", "day", "occurrence", *sorted(WHERE),
    "_number", "_fact", "_time",
)  # fmt: skip
# What the question asks what meets a duty knows of it.
TIMES = ("opened", "due", "ends", "anchor", "day", "unit", "person", "case", "county", "group", "subject")


def columns(rule: Rule, told: Collection[str], original: bool) -> list[str]:
    """The columns of a cause in which a rule says something, of a kind that tells of some.

    Where the facts of the kind do not say what they were first told as (`original`), that is the fact.
    """
    about = [name for name in ABOUT_WHOM if name == rule.subject and name not in SELF]
    names = ["fact", "opened", "ends", "due", "anchor", "subject", *about]
    names += ["person"] if rule.subject == "case" else []
    names += ["original"] if original else []
    names += ["named"] if names_owner(rule) else []
    return names + [name for name in ("outbreak", "area") if name in told]


def numbered(columns: tuple[str, ...]) -> str:
    """The causes `_found` of one rule, in these columns, numbered by their episode."""
    return asked("episodes of a rule", columns, "duckdb", lambda: _numbered(columns)).sql


def owed_once(columns: tuple[str, ...]) -> str:
    """Each episode of the causes so numbered (`_several`) once."""
    return asked("owed once", columns, "duckdb", lambda: _owed_once(columns)).sql


def number_of_continuing(columns: tuple[str, ...]) -> str:
    """How many of the causes `_found` of one rule continue the episode of another, of whoever has two.

    Beside it stands whether anybody has `more`. Most who have several have two, of whom no cause need be numbered.
    """
    return asked("continuing of two", columns, "duckdb", lambda: _number_of_continuing(columns)).sql


def number_of_more_continuing(columns: tuple[str, ...]) -> str:
    """The same of whoever has more than two."""
    return asked("continuing of more", columns, "duckdb", lambda: _number_of_more_continuing(columns)).sql


def _numbered(columns: Collection[str]) -> ir.Table:
    from lianfang.derive import duties

    return duties.episodes(_found(columns), by=("subject",), name=original(columns))


def _owed_once(columns: Collection[str]) -> ir.Table:
    import ibis

    from lianfang.derive import duties

    return duties.owed_once(ibis.table(_numbered(columns).schema(), name="_several"), by=("subject",))


def _number_of_continuing(columns: Collection[str]) -> ir.Table:
    """The later of two continues the earlier if it opens before either ends: a cause ends after it opens."""
    from lianfang.derive import duties

    found = _found(columns)
    each = found.group_by("subject").aggregate(
        _causes=found.count(), _last=found["opened"].max(), _until=duties.lasting_until(found).min()
    )
    two = (each["_causes"] == 2) & (each["_last"] < each["_until"])
    return each.aggregate(number=each.count(where=two), more=(each["_causes"] > 2).any())


def _number_of_more_continuing(columns: Collection[str]) -> ir.Table:
    from lianfang.derive import duties

    found = _found(columns)
    each = found.group_by("subject").aggregate(_causes=found.count())
    more = found.semi_join(each.filter(each["_causes"] > 2), "subject")
    begun = duties.begun(more, by=("subject",), name=original(columns))
    return begun.aggregate(number=begun.count(where=~begun["_begins"]))


def _found(columns: Collection[str]) -> ir.Table:
    import ibis

    return ibis.table({name: CAUSES[name] for name in columns}, name="_found")


def original(columns: Collection[str]) -> str:
    """In which column of its causes stands what they were first told as."""
    return "original" if "original" in columns else "fact"


def times(plan: Plan, rule: Rule, columns: tuple[str, ...]) -> str:
    """Each time that a rule is owed by its `_episodes`, as the question what meets it knows it.

    Nothing of where and by whom: its `key` is the `_time` of `each_time`.
    """
    return asked("times of a rule", (rule, columns), "duckdb", lambda: _times(rule, columns)).sql


def _times(rule: Rule, columns: tuple[str, ...]) -> ir.Table:
    import ibis

    from lianfang.derive.occurrences import occurrences

    rows = occurrences(_rows(rule, columns).mutate(rule=ibis.literal(rule.id)), rule.owes.schedule.how)
    if rule.subject in SELF:
        rows = rows.mutate(**{rule.subject: rows["subject"]})
    unsaid = [name for name in TIMES if name not in rows.columns]
    rows = rows.mutate(**dict.fromkeys(unsaid, ibis.null("string")))
    return rows.select("rule", *TIMES, key=_time(rule, rows))


def _time(rule: Rule, rows: ir.Table) -> Any:
    """What tells the times of one rule apart: the subject, for most have one."""
    import ibis

    subject, bar = rows["subject"], ibis.literal("|")
    several: Any = subject + bar + rows["_number"].cast("string") + bar + rows["occurrence"].cast("string")
    return ibis.cases((rows["_number"] == 0, subject), else_=several) if rule.owes.schedule.how == "once" else several


def each_time(plan: Plan, rule: Rule, columns: tuple[str, ...], placing: bool) -> str:
    """Each time that a rule is owed by its `_episodes`, in the columns in which it says something; `WHERE` if asked."""
    about = (rule, plan.id, plan.disease, columns, placing)
    return asked("owed by a rule", about, "duckdb", lambda: _each_time(plan, rule, columns, placing)).sql


def _each_time(plan: Plan, rule: Rule, columns: tuple[str, ...], placing: bool) -> ir.Table:
    from lianfang.derive import duties

    own = [name for name in OWED if placing or name not in WHERE]
    alone = (name for name in cause(rule, columns).values() if name not in own)
    about = (name for name in columns if name in ("outbreak", *ABOUT_WHOM) and name != "subject")
    owed = duties.owed_by(rule, plan, _rows(rule, columns), placing)
    return owed.mutate(_time=_time(rule, owed)).select(*own, *alone, *about)


def _rows(rule: Rule, columns: tuple[str, ...]) -> ir.Table:
    """The episodes, with what of their one cause a duty tells, and whom they are about."""
    import ibis

    rows = ibis.table({name: CAUSES[name] for name in columns} | {"_number": "int32"}, name="_episodes")
    told = {"fact": "fact", "original": original(columns), "since": "opened", "until": "ends"}
    return rows.mutate(**{f"_{name}": rows[column] for name, column in told.items()})


def cause(rule: Rule, columns: Collection[str]) -> dict[str, str]:
    """In which columns of what is owed its one cause stands; the window of a duty owed once is that of its cause."""
    since, until = ("opened", "ends") if rule.owes.schedule.how == "once" else ("_since", "_until")
    return {"fact": "_fact", "original": f"_{original(columns)}", "since": since, "until": until}


def constants(rule: Rule, columns: Collection[str]) -> str:
    """What of a duty is the same for the whole rule, or stands in another column already."""
    kind = {"county": "area"}.get(rule.subject, rule.subject)
    told = {"subject_kind": text(kind), "rule": text(rule.id)}
    told |= {name: "NULL::VARCHAR" for name in (*ABOUT_WHOM, "outbreak") if name not in columns}
    told |= {rule.subject: "subject"} if rule.subject in SELF else {}
    return ", ".join(f'{value} AS "{name}"' for name, value in told.items())


def number_of_times(plan: Plan, rule: Rule) -> str:
    """How many times a rule is owed by its `_episodes`: nothing of whom, where and by whom."""
    about = (rule, plan.id)
    return asked("times owed by a rule", about, "duckdb", lambda: _number_of_times(rule)).sql


def _number_of_times(rule: Rule) -> ir.Table:
    import ibis

    from lianfang.derive.occurrences import occurrences

    moments = {name: CAUSES[name] for name in ("opened", "ends", "due", "anchor")}
    rows = ibis.table(moments, name="_episodes").mutate(rule=ibis.literal(rule.id))
    times = occurrences(rows, rule.owes.schedule.how)
    return times.aggregate(number=times.count())
