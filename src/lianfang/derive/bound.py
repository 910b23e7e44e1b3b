"""What follows within an area: a plan may hold for one county and not for the next.

Whose area decides is the responsible one; where there is none, where a person is, else where the owing unit acts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from lianfang.derive.outputs import Derived

EVERYWHERE = "/"
_OF_PERSONS = ("responsible", "whereabouts")


def bound(derived: Derived, area: str, but: Iterable[str] = ()) -> Derived:
    """What was derived for whoever lies in the area of this path, and in none of those `but`.

    Who people are and what cases are follows by any plan and stays whole, and so do the encounters.
    """
    outside = tuple(but)
    if area == EVERYWHERE and not outside:
        return derived
    duties = derived.duties.filter(lies((*_OF_PERSONS, "area"), area, outside))
    groups = derived.groups.filter(lies(("responsible",), area, outside))
    return replace(
        derived,
        duties=duties,
        causes=derived.causes.join(duties.select(duty="key"), on="duty", how="semi"),
        contacts=derived.contacts.filter(lies(_OF_PERSONS, area, outside)),
        groups=groups,
        members=derived.members.join(groups.select("group"), on="group", how="semi"),
        codes=derived.codes.filter(lies(_OF_PERSONS, area, outside)),
        proposals=derived.proposals.filter(lies(_OF_PERSONS, area, outside)),
    )


def lies(columns: Iterable[str], area: str, but: Iterable[str] = ()) -> pl.Expr:
    """Whether the first of these paths that is known lies in an area and in none of those `but`.

    What has no path at all lies everywhere and nowhere else.
    """
    path = pl.coalesce(*columns).fill_null(EVERYWHERE)
    inside = path.str.starts_with(area)
    for other in but:
        inside &= ~path.str.starts_with(other)
    return inside
