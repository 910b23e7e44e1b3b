"""Who owes: the nearest unit of a kind on the way up, or the unit that a fact names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lianfang.derive.oracle.statuses import Row
from lianfang.plan.model import Owner


def owner_of(
    owner: Owner, path: str | None, named: str | None, units: Iterable[Row], levels: Mapping[str, str]
) -> tuple[str | None, str | None, str | None]:
    """Code, kind and path of the owing unit; code None where nobody is responsible (无人负责)."""
    units = list(units)
    if named is not None:
        for unit in units:
            if unit["code"] == named:
                return unit["code"], unit["kind"], unit["path"]
    for kind in owner.kinds if path is not None else ():
        above = [
            unit
            for unit in units
            if unit["kind"] == kind
            and unit["path"] is not None
            and path is not None
            and path.startswith(unit["path"])
            and (owner.level is None or levels.get(unit["area"] or "") == owner.level)
        ]
        if above:
            nearest = min(above, key=lambda unit: (-len(unit["path"]), unit["code"]))
            return nearest["code"], kind, nearest["path"]
    return None, owner.kinds[0] if owner.kinds else None, path
