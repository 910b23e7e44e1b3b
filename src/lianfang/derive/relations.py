"""Named relations as joins: from the row at hand to the facts that a relation ties to it. One join a relation.

`oracle/relations.py` says the same in loops.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ibis
from ibis.expr import types as ir

from lianfang.plan import expression as e
from lianfang.plan import words

# The value of a name of the row at hand.
Own = Callable[[str], Any]


def ancestors() -> ir.Table:
    columns = ("code", "path", "above", "above_path", "above_level")
    return ibis.table(dict.fromkeys(columns, "string"), name="ancestors")


def shared() -> ir.Table:
    """Who belongs to which class, household, …, or rode in what: `share, person, place` and from when until when."""
    types = {"share": "string", "person": "string", "place": "string", "since": "timestamp", "until": "timestamp"}
    return ibis.table(types, name="shared")


def members() -> ir.Table:
    return ibis.table(dict.fromkeys(("group", "case", "person"), "string"), name="group_member")


def through() -> ir.Table:
    """Through which close contact (`via`) a person is a secondary contact of a case."""
    return ibis.table(dict.fromkeys(("person", "case", "via"), "string"), name="through")


def own_columns(query: e.Query) -> set[str]:
    """The columns of the fact at hand from which the question's relation starts."""
    assert query.relation is not None
    how, key = query.relation
    if how == "close contact":
        return {"person", "case"}
    return {"person", "occurred_from"} if how == "same" and key in words.RELATED else {key}


def tie_of(query: e.Query) -> str | None:
    """The column of the asked facts by which they are tied; a group has none, its members are asked."""
    assert query.relation is not None
    how, key = query.relation
    if query.kind == "group" and (key == "person" or key in words.RELATED):
        return None
    if how == "same":
        return "person" if key in words.RELATED else key
    if how == "covering":
        return words.COVERING[query.kind]
    if how == "at":
        return "unit"
    if how == "group" and query.kind in words.PLACED:
        return "group"
    return "case" if words.by_case(query.kind) and how not in ("contacts", "close contact") else "person"


def more_than_once(query: e.Query) -> bool:
    """Whether one fact may be tied to a row in more than one way, so that it must be counted once."""
    assert query.relation is not None
    how, key = query.relation
    return how in ("group", "close contact") or key in words.RELATED or query.kind == "group"


def tied(query: e.Query, rows: ir.Table, own: Own, told: ir.Table) -> ir.Table:
    """The rows joined to the asked facts `told`, whose columns begin with `_c_`."""
    assert query.relation is not None
    how, key = query.relation
    tie = tie_of(query)
    if how == "same" and key in words.RELATED:
        mates = _sharing(key, rows, own)
        if query.kind != "group":
            return mates.join(told, mates["_theirs"] == told["_c_person"])
        inside = members().select(_member="person", _in="group")
        joined = mates.join(inside, mates["_theirs"] == inside["_member"])
        return joined.join(told, joined["_in"] == told["_c_group"])
    if query.kind == "group" and tie is None:
        of_person = members().select(_member="person", _in="group")
        joined = rows.mutate(_key=own(key)).join(of_person, ibis._["_key"] == of_person["_member"])
        return joined.join(told, joined["_in"] == told["_c_group"])
    if how == "close contact":
        at_hand = rows.mutate(_key=own("person"), _of_case=own("case"))
        pairs = through().select(_from="person", _for="case", _to_person="via")
        joined = at_hand.join(pairs, (at_hand["_key"] == pairs["_from"]) & (at_hand["_of_case"] == pairs["_for"]))
        return joined.join(told, joined["_to_person"] == told["_c_person"])
    at_hand = rows.mutate(_key=own(key))
    if how in ("same", "at") or tie == "group":
        return at_hand.join(told, at_hand["_key"] == told[f"_c_{tie}"])
    if how == "covering":
        above = ancestors().select(_code="code", _above="above")
        joined = at_hand.join(above, at_hand["_key"] == above["_code"])
        return joined.join(told, joined["_above"] == told[f"_c_{tie}"])
    if how == "index case" and tie == "case":
        return at_hand.join(told, at_hand["_key"] == told["_c_case"])
    pairs = _PAIRS[how]()
    column = "_to_case" if how == "group" and tie == "case" else "_to_person"
    joined = at_hand.join(pairs, at_hand["_key"] == pairs["_from"])
    return joined.join(told, joined[column] == told[f"_c_{tie}"])


def _sharing(key: str, rows: ir.Table, own: Own) -> ir.Table:
    """The rows with everybody who shared it with their person at the moment of the fact at hand: `_theirs`."""
    at_hand = rows.mutate(_key=own("person"), _at=own("occurred_from"))
    every = shared().filter(shared()["share"] == key)
    mine = every.select(_mine="person", _place="place", _mine_since="since", _mine_until="until")
    theirs = every.select(_theirs="person", _there="place", _their_since="since", _their_until="until")
    joined = at_hand.join(mine, at_hand["_key"] == mine["_mine"])
    joined = joined.filter(_held(joined, "_mine"))
    joined = joined.join(theirs, joined["_place"] == theirs["_there"])
    return joined.filter(_held(joined, "_their"))


def _held(rows: ir.Table, whose: str) -> Any:
    since, until = rows[f"{whose}_since"], rows[f"{whose}_until"]
    return (since.isnull() | (since <= rows["_at"])) & (until.isnull() | (rows["_at"] < until))


def _index_cases() -> ir.Table:
    ill = ibis.table({"case": "string", "person": "string"}, name="case_status")
    return ill.select(_from="case", _to_person="person")


def _contacts() -> ir.Table:
    pairs = ibis.table({"case": "string", "person": "string"}, name="contact")
    return pairs.select(_from="case", _to_person="person")


def _members() -> ir.Table:
    return members().select(_from="group", _to_case="case", _to_person="person")


_PAIRS: dict[str, Callable[[], ir.Table]] = {"index case": _index_cases, "contacts": _contacts, "group": _members}
