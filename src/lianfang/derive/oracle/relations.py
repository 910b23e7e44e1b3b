"""Which facts of a kind a relation ties to a row, looked for one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from lianfang.derive.oracle.statuses import Row, grouped
from lianfang.plan import words


class Ties:
    """What relations go by beside the facts themselves: who shares what, whose a case is, who is in a group."""

    def __init__(
        self, shared: Iterable[Row], cases: Mapping[str, Row], contacts: Iterable[Row], paths: Mapping[str, str]
    ) -> None:
        self.shared, self.cases, self.paths = list(shared), cases, paths
        self.contacts = grouped(contacts, "case")
        self.mates: dict[str, dict[Any, list[Row]]] = {
            share: grouped((row for row in self.shared if row["share"] == share), "place") for share in words.RELATED
        }
        self.mine: dict[str, dict[Any, list[Row]]] = {
            share: grouped((row for row in self.shared if row["share"] == share), "person") for share in words.RELATED
        }
        self.members: list[Row] = []
        self.through: list[Row] = []

    def sharing(self, share: str, person: str | None, at: datetime | None) -> set[str]:
        """Everybody in the same class, household, … as this person at a moment, this person too."""
        places = {row["place"] for row in self.mine[share].get(person, []) if held(row, at)}
        return {row["person"] for place in places for row in self.mates[share][place] if held(row, at)}


def held(row: Row, at: datetime | None) -> bool:
    """Whether somebody belonged there at a moment; where the moment is not known, only who always did."""
    if at is None:
        return row["since"] is None and row["until"] is None
    return (row["since"] is None or row["since"] <= at) and (row["until"] is None or at < row["until"])


def related_in(views: Mapping[str, list[Row]], ties: Ties) -> Callable[[str, tuple[str, str], Row], list[Row]]:
    """A function that answers which facts of a kind a relation ties to a row."""
    indexes: dict[tuple[str, str], dict[Any, list[Row]]] = {}

    def by(kind: str, column: str, values: Iterable[Any]) -> list[Row]:
        if (kind, column) not in indexes:
            indexes[kind, column] = grouped(views[kind], column)
        return [row for one in values for row in indexes[kind, column].get(one, [])]

    def related(kind: str, relation: tuple[str, str], row: Row) -> list[Row]:
        how, key = relation
        if how == "group" and kind in words.PLACED:
            return by(kind, "group", [row.get("group")])
        if kind == "group" and (key == "person" or key in words.RELATED):
            person = row.get("person")
            alone = {person} if person is not None else set()
            persons = ties.sharing(key, person, row.get("occurred_from")) if key in words.RELATED else alone
            groups = {member["group"] for member in ties.members if member["person"] in persons}
            return by(kind, "group", sorted(groups))
        if how == "same":
            if key in words.RELATED:
                return by(kind, "person", sorted(ties.sharing(key, row.get("person"), row.get("occurred_from"))))
            return by(kind, key, [row.get(key)])
        if how == "at":
            return by(kind, "unit", [row.get(key)])
        if how == "covering":
            inner = ties.paths.get(row.get(key) or "")
            if inner is None:
                return []
            column = words.COVERING[kind]
            outer = ((fact, ties.paths.get(fact[column] or "")) for fact in views[kind])
            return [fact for fact, path in outer if path is not None and inner.startswith(path)]
        return of_a_case(kind, how, row)

    def of_a_case(kind: str, how: str, row: Row) -> list[Row]:
        """Facts of the index case, of the contacts, or of the members, by whom or what they are about."""
        column = "case" if words.by_case(kind) else "person"
        if how == "index case":
            of_case: Row = {"case": row.get("case"), **ties.cases.get(row.get("case") or "", {})}
            found = {of_case.get(column)}
        elif how == "contacts":
            found = {contact["person"] for contact in ties.contacts.get(row.get("case"), [])}
            column = "person"
        elif how == "close contact":
            of_pair = (one for one in ties.through if (one["person"], one["case"]) == (row["person"], row["case"]))
            found, column = {one["via"] for one in of_pair}, "person"
        else:
            found = {member[column] for member in ties.members if member["group"] == row.get("group")}
        return by(kind, column, sorted(one for one in found if one is not None))

    return related
