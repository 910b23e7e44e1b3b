"""Which facts a period of the plan lets go: those older than it, of whoever it is about, held back by an open duty."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lianfang import vocabulary
from lianfang.facts.models import Closing
from lianfang.facts.removing import Rule, as_retention, of_whom
from lianfang.facts.tables import columns_of, table_of
from lianfang.plan import Plan
from lianfang.plan.retained import Period
from lianfang.plan.wording import source
from lianfang.situation.plans import look_again, scopes_at

# Who somebody is: it goes with the last fact about them, or by a period of its own.
IDENTITY = ("person", "membership", "consent", "merge")


@dataclass(frozen=True, slots=True)
class Due:
    """A period with where it holds and, where it counts from a closing, that closing."""

    plan: Plan
    period: Period
    area_path: str
    closing: Closing | None = None

    @property
    def rule(self) -> Rule:
        """By which rule its facts go."""
        names, closing = self.period.names, None if self.closing is None else self.closing.id
        return Rule(f"{self.plan.id} {self.period.id}", names.zh, names.en, source(self.period.source, "zh"), closing)


@dataclass(slots=True)
class Found:
    """Of a kind the facts that are due, in the order of their ids, and those that are so but for an open duty."""

    kind: str
    facts: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    persons: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class People:
    """Who is a case or a contact, of which disease and outbreak, and who still owes or is owed something.

    Persons that were merged stand for one another.
    """

    involved: Mapping[str, frozenset[tuple[str, str | None]]]
    owing: frozenset[str]


def due_at(at: datetime, beside: Closing | None = None) -> list[Due]:
    """The periods in force, of every plan and area; those from a closing once for each closing that is so old.

    ``beside`` is one that is not recorded.
    """
    look_again()
    with as_retention():
        closings = list(Closing.objects.using("retention").order_by("at", "id"))
    closings += [] if beside is None else [beside]
    found = []
    for of_plan in scopes_at(at):
        for scope in of_plan:
            for period in scope.plan.periods:
                if period.since == "occurrence":
                    found.append(Due(scope.plan, period, scope.area))
                    continue
                for closing in closings:
                    here = closing.area_path.startswith(scope.area) or scope.area.startswith(closing.area_path)
                    if closing.disease == scope.plan.disease and closing.at + period.after <= at and here:
                        found.append(Due(scope.plan, period, scope.area, closing))
    return found


def people_at(at: datetime) -> People:
    """Who is involved and who owes, with everybody who was merged with one of them."""
    with as_retention() as cursor:
        cursor.execute(
            "SELECT person::text, disease, outbreak FROM situation_casestatus WHERE person IS NOT NULL"
            " UNION SELECT person::text, disease, outbreak FROM situation_contact"
        )
        involved: dict[str, set[tuple[str, str | None]]] = {}
        for person, disease, outbreak in cursor.fetchall():
            involved.setdefault(person, set()).add((disease, outbreak))
        cursor.execute(
            "SELECT DISTINCT person::text FROM situation_duty WHERE person IS NOT NULL AND met IS NULL"
            " AND waived IS NULL AND opened <= %s AND (ends IS NULL OR ends > %s)",
            [at, at],
        )
        owing = {person for (person,) in cursor.fetchall()}
        cursor.execute("SELECT person::text, merged::text FROM facts_merge WHERE person IS NOT NULL")
        merged = cursor.fetchall()
    same = {one: {one} for pair in merged for one in pair}
    for one, other in merged:
        together = same[one] | same[other]
        same.update(dict.fromkeys(together, together))
    for person in list(involved):
        for other in same.get(person, ()):
            involved[other] = involved.get(other, set()) | involved[person]
    owing |= {other for person in owing for other in same.get(person, ())}
    return People({person: frozenset(of) for person, of in involved.items()}, frozenset(owing))


def found(due: Due, people: People, at: datetime) -> Iterator[Found]:
    """Kind by kind the facts that a period lets go at a moment; results with the specimens they are of."""
    for kind in due.period.kinds:
        one = _found(due, kind, people, at)
        yield one
        if kind == "specimen":
            yield _results(one)


def identities(gone: Collection[str]) -> Iterator[Found]:
    """Of these people, of whom facts went, who they are: of each about whom nothing else is told any more."""
    still = told_beside(gone)
    alone = set(gone) - still
    for kind in ("membership", "consent", "person"):
        one = _by(kind, f"{of_whom(kind)} && %s::uuid[]", sorted(alone))
        one.persons = alone
        yield one


def told_beside(persons: Collection[str], after: datetime | None = None) -> set[str]:
    """Which of these people any fact is about, beside who they are; with a moment, a fact that began after it."""
    told: set[str] = set()
    with as_retention() as cursor:
        for kind in vocabulary.kinds():
            if kind.name in IDENTITY or not kind.about_a_person:
                continue
            late = "" if after is None else " AND fact.occurred_from > %s"
            cursor.execute(
                f'SELECT DISTINCT unnest({of_whom(kind.name)})::text FROM "{table_of(kind.name)}" fact'  # noqa: S608 (names of a model)
                f" WHERE {of_whom(kind.name)} && %s::uuid[]{late}",
                [sorted(persons), *([] if after is None else [after])],
            )
            told |= {person for (person,) in cursor.fetchall()}
    return told & set(persons)


def _found(due: Due, kind: str, people: People, at: datetime) -> Found:
    closing, table, whom = due.closing, table_of(kind), of_whom(kind)
    before = at - due.period.after if closing is None else closing.at
    own = "fact.disease IS NULL OR fact.disease = %(disease)s" if "disease" in columns_of(kind) else "true"
    end = "greatest(fact.occurred_from, fact.occurred_until)"
    # A fact and its corrections go together, when the last of them is due.
    chains = (
        f'SELECT coalesce(fact.original, fact.id) FROM "{table}" fact GROUP BY 1'  # noqa: S608 (names of a model)
        f" HAVING max({end}) < %(before)s AND bool_and({own}) AND bool_and(starts_with(fact.area_path, %(path)s))"
    )
    about = "" if closing is None else f" AND {whom} && %(persons)s::uuid[]"
    with as_retention() as cursor:
        cursor.execute(
            f'SELECT fact.id::text, {whom}::text[] FROM "{table}" fact'  # noqa: S608
            f" WHERE coalesce(fact.original, fact.id) IN ({chains}){about} ORDER BY fact.id",
            {"before": before, "disease": due.plan.disease, "path": due.area_path,
             "persons": [str(one) for one in closing.persons] if closing is not None else []},
        )  # fmt: skip
        rows = cursor.fetchall()
    made = Found(kind)
    spared = _spared(due, kind, people, {person for _, persons in rows for person in persons})
    for fact, persons in rows:
        if not spared.isdisjoint(persons):
            continue
        if not people.owing.isdisjoint(persons):
            made.held.append(fact)
            continue
        made.facts.append(fact)
        made.persons.update(persons)
    return made


def _spared(due: Due, kind: str, people: People, persons: set[str]) -> set[str]:
    """Of these people whom a period does not mean: the involved, or after a closing who is told of again."""
    if due.closing is None:
        return set(people.involved) if due.period.of == "uninvolved" else set()
    mine = {str(one) for one in due.closing.persons}
    spared = persons - mine
    for person in persons & mine:
        if any(_goes_on(due.closing, *of) for of in people.involved.get(person, ())):
            spared.add(person)
    return spared | (told_beside(persons, due.closing.at) if kind == "person" else set())


def _goes_on(closing: Closing, disease: str, outbreak: str | None) -> bool:
    """Whether somebody is involved in another outbreak than the one that was closed."""
    return disease != closing.disease or outbreak not in (None, closing.outbreak)


def _results(specimens: Found) -> Found:
    return _by("test_result", "subject IN (SELECT subject FROM facts_specimen WHERE id = ANY(%s::uuid[]))",
               specimens.facts)  # fmt: skip


def _by(kind: str, condition: str, values: list[Any]) -> Found:
    with as_retention() as cursor:
        cursor.execute(
            f'SELECT id::text FROM "{table_of(kind)}" fact WHERE {condition} ORDER BY id',  # noqa: S608 (names of a model)
            [values],
        )
        return Found(kind, [fact for (fact,) in cursor.fetchall()])
