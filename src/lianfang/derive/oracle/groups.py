"""Clusters and outbreaks as a plan defines them, found by trying everything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from math import asin, cos, radians, sin, sqrt

from lianfang.derive.keys import EARTH, group_subject, point_text
from lianfang.derive.oracle.evaluate import World, moment, value
from lianfang.derive.oracle.relations import Ties
from lianfang.derive.oracle.statuses import BEFORE_ALL, Row
from lianfang.plan import words
from lianfang.plan.model import Founding, Group, Plan


def groups_of(
    plan: Plan, group: Group, facts: Iterable[Row], cases: Mapping[str, Row], ties: Ties, world: World,
    units: Mapping[str, Row],
) -> tuple[list[Row], list[Row]]:  # fmt: skip
    """The groups of one definition and their members. `facts` are those of cases as rules see them."""
    counted = _counted(group, facts, world)
    runs = [run for share in group.shares for run in _runs(group, share, counted, ties)]
    founded = [run for run in runs if run["recognised"] is not None]
    joining = [run for run in runs if run["share"] in group.joined]
    together = [set(run["cases"]) for run in (*founded, *joining)]
    # Two that share a case are one, until no two do.
    merged: list[set[str]] = []
    for cases_of_run in together:
        apart = [one for one in merged if not one & cases_of_run]
        touching = [one for one in merged if one & cases_of_run]
        merged = [*apart, cases_of_run.union(*touching)]
    by_case = {row["subject"]: row for row in counted}
    groups, members = [], []
    for whole in merged:
        within = [run for run in founded if set(run["cases"]) <= whole]
        if not within:
            continue
        rows = [by_case[case] for case in whole]
        made = _group(plan, group, rows, within, cases, ties, units)
        groups.append(made)
        members += [
            {"group": made["group"], "case": row["subject"], "person": row["person"], "since": row["counted"],
             "fact": row["id"]}
            for row in rows
        ]  # fmt: skip
    return groups, members


def _counted(group: Group, facts: Iterable[Row], world: World) -> list[Row]:
    """Each case that counts, by the earliest of its facts that fulfil the condition."""
    first: dict[str, Row] = {}
    for fact in facts:
        if group.where is not None and value(group.where.expression, fact, {}, world) is not True:
            continue
        told = value(group.counted.expression, fact, {}, world) if group.counted else fact["occurred_from"]
        when = moment(told)
        if when is None or fact["subject"] is None:
            continue
        row = {**fact, "counted": when, "noticed": fact["occurred_from"] or when}
        held = first.get(fact["subject"])
        if held is None or _order(row) < _order(held):
            first[fact["subject"]] = row
    return list(first.values())


def _order(row: Row) -> tuple[datetime, datetime, str, str]:
    return row["counted"], row["noticed"], row["original"], row["id"]


def _runs(group: Group, share: str, counted: list[Row], ties: Ties) -> list[Row]:
    """The cases of one class, village, … between which nothing closed, and whether and when they found a group."""
    runs = _near(group, counted) if share == words.DISTANCE else _placed(group, share, counted, ties)
    for run in runs:
        run["cases"] = [row["subject"] for row in run["rows"]]
        reached = [found for one in group.founded if one.share == share for found in _foundings(run["rows"], one)]
        run["founded"] = min((founded for founded, _ in reached), default=None)
        run["recognised"] = min((recognised for _, recognised in reached), default=None)
    return runs


def _placed(group: Group, share: str, counted: list[Row], ties: Ties) -> list[Row]:
    """The cases of each class, village, … from one gap to the next."""
    places: dict[str, list[Row]] = {}
    for row in counted:
        if share in words.AREAS_SHARED:
            found = {row[share]} - {None}
        else:
            mine = ties.mine[share].get(row["person"], [])
            found = {one["place"] for one in mine if _belonged(one, row["counted"])}
        for place in found:
            places.setdefault(place, []).append(row)
    runs: list[Row] = []
    for place, rows in places.items():
        last: datetime | None = None
        for row in sorted(rows, key=_order):
            if last is None or row["counted"] - last >= group.closed_after:
                runs.append({"share": share, "place": place, "rows": []})
            runs[-1]["rows"].append(row)
            last = row["counted"]
    return runs


def _near(group: Group, counted: list[Row]) -> list[Row]:
    """The cases that lie near each other and between which nothing closed: whoever is near one of them is with them."""
    left = sorted((row for row in counted if None not in (row["longitude"], row["latitude"])), key=_order)
    runs: list[Row] = []
    while left:
        rows, left = [left[0]], left[1:]
        for row in rows:
            beside = [one for one in left if _beside(group, row, one)]
            rows += beside
            left = [one for one in left if one not in beside]
        rows.sort(key=_order)
        runs.append(
            {"share": words.DISTANCE, "place": point_text(rows[0]["longitude"], rows[0]["latitude"]), "rows": rows}
        )
    return runs


def _beside(group: Group, one: Row, other: Row) -> bool:
    apart = metres(one["longitude"], one["latitude"], other["longitude"], other["latitude"])
    return apart <= group.apart and abs(one["counted"] - other["counted"]) < group.closed_after


def metres(longitude: float, latitude: float, other_longitude: float, other_latitude: float) -> float:
    """The distance of two points on the sphere (degrees): the haversine formula."""
    x, y, u, v = (radians(one) for one in (longitude, latitude, other_longitude, other_latitude))
    half = sin((v - y) / 2) ** 2 + cos(y) * cos(v) * sin((u - x) / 2) ** 2
    return 2 * EARTH * asin(sqrt(half))


def zone_of(row: Row, points: Iterable[tuple[Row, Row, float]]) -> str | None:
    """The group in which a fact with a place lies: of those that had begun the nearest; of two the one begun last.

    `points` are a group, one of its cases with a place, and how far the group reaches.
    """
    if None in (row["longitude"], row["latitude"], row["occurred_from"]):
        return None
    found = []
    for group, case, reaches in points:
        apart = metres(row["longitude"], row["latitude"], case["longitude"], case["latitude"])
        if apart <= reaches and group["first"] <= row["occurred_from"]:
            found.append((apart, BEFORE_ALL - group["first"], group["group"]))
    return min(found)[2] if found else None


def _belonged(row: Row, at: datetime) -> bool:
    return (row["since"] is None or row["since"] <= at) and (row["until"] is None or at < row["until"])


def _foundings(rows: list[Row], founding: Founding) -> list[tuple[datetime, datetime]]:
    """For each window in which enough cases lie: when they were reached, and when so many were noticed."""
    found = []
    for first in rows:
        window = [
            row for row in rows if first["counted"] <= row["counted"] < first["counted"] + founding.within
        ]  # fmt: skip
        if len(window) >= founding.cases:
            nth = founding.cases - 1
            found.append((sorted(row["counted"] for row in window)[nth], sorted(row["noticed"] for row in window)[nth]))
    return found


def _group(
    plan: Plan, group: Group, rows: list[Row], founded: list[Row], cases: Mapping[str, Row], ties: Ties,
    units: Mapping[str, Row],
) -> Row:  # fmt: skip
    known = min(rows, key=lambda row: (row["known_at"] or BEFORE_ALL, row["original"]))
    first = min(founded, key=lambda run: (run["recognised"], group.shares.index(run["share"]), run["place"]))
    area = first["place"] if first["share"] in words.AREAS_SHARED else None
    code, _, name = first["place"].partition("|")
    unit = code if area is None and code in units else None
    path = ties.paths.get(area or "") or (units[unit]["path"] if unit is not None else None)
    subject = group_subject(plan.id, group.id, known["original"])
    recognised = min(run["recognised"] for run in founded)
    last = max(row["counted"] for row in rows)
    return {
        "group": subject, "subject": subject, "id": known["id"], "original": subject, "occurred_from": recognised,
        "plan": plan.id, "definition": group.id, "disease": plan.disease, "outbreak": known["outbreak"],
        "share": first["share"], "unit": unit, "place": name or first["place"],
        "founded": min(run["founded"] for run in founded), "recognised": recognised,
        "first": min(row["counted"] for row in rows), "last": last, "closes": last + group.closed_after,
        "cases": len(rows), "evidence": known["id"],
        "responsible": path or _around([cases.get(row["subject"], {}).get("responsible") for row in rows]),
    }  # fmt: skip


def _around(paths: list[str | None]) -> str | None:
    """The smallest area in which all lie whose area is known."""
    known = [path.strip("/").split("/") for path in paths if path is not None]
    if not known:
        return None
    common = []
    for codes in zip(*known, strict=False):
        if len(set(codes)) > 1:
            break
        common.append(codes[0])
    return f"/{'/'.join(common)}/" if common else None
