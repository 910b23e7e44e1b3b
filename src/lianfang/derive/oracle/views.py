"""The facts as rules see them: with the columns looked up for them, and of the plan's disease only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from lianfang.derive.keys import contact_original
from lianfang.derive.oracle.statuses import Facts, Row, grouped
from lianfang.plan import words


def views_of(
    facts: Facts, contacts: Iterable[Row], cases: Mapping[str, Row], levels: Mapping[str, str], disease: str
) -> dict[str, list[Row]]:
    """Rows by kind, each with all the columns that a rule may name."""
    made = {kind: [dict(row) for row in rows] for kind, rows in facts.items()}
    specimens = grouped(facts["specimen"], "subject")
    made["specimen"] = [
        {**row, "person": person} for row in facts["specimen"] for person in sorted(set(row["persons"] or ())) or [None]
    ]
    made["test_result"] = []
    for row in facts["test_result"]:
        taken = specimens.get(row["subject"], [{"persons": [], "occurred_from": None}])[0]
        persons = sorted(set(taken["persons"] or ()))
        looked_up = {"sampled": taken["occurred_from"], "pooled": len(persons)}
        made["test_result"] += [{**row, **looked_up, "person": person} for person in persons or [None]]
    for kind in ("case", "severity", "outcome", "action"):
        for row in made[kind]:
            row["case"] = row["subject"]
    for kind in ("case", "action"):
        for row in made[kind]:
            row["county"] = county_of(cases.get(row["case"], {}).get("responsible"), levels)
    made["contact"] = [
        {
            **row,
            "id": row["evidence"],
            "original": contact_original(row["person"], row["case"]),
            "subject": row["person"],
            "occurred_from": row["judged"],
        }
        for row in contacts
    ]
    return {
        kind: [row for row in rows if row.get("disease") in (None, disease)]
        if "disease" in words.columns(kind)
        else rows
        for kind, rows in made.items()
    }


def county_of(path: str | None, levels: Mapping[str, str]) -> str | None:
    """The code of the county on a path."""
    return next((code for code in (path or "").split("/") if levels.get(code) == "county"), None)


def related_in(
    views: Mapping[str, list[Row]], paths: Mapping[str, str]
) -> Callable[[str, tuple[str, str], Row], list[Row]]:
    """A function that answers which facts of a kind a relation ties to a row."""
    indexes: dict[tuple[str, str], dict[Any, list[Row]]] = {}

    def related(kind: str, relation: tuple[str, str], row: Row) -> list[Row]:
        how, key = relation
        if how == "same":
            if (kind, key) not in indexes:
                indexes[kind, key] = grouped(views[kind], key)
            return indexes[kind, key].get(row.get(key), [])
        inner = paths.get(row.get(key) or "")
        if inner is None:
            return []
        column = words.COVERING[kind]
        outer = ((fact, paths.get(fact[column] or "")) for fact in views[kind])
        return [fact for fact, path in outer if path is not None and inner.startswith(path)]

    return related
