"""Small tables as text, read as facts, and duties written back as such a table."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from invented_facts import frame
from lianfang import vocabulary
from lianfang.vocabulary import Type

ZONE = ZoneInfo("Asia/Shanghai")
AREAS = pl.DataFrame(
    [("county", None, "county"), ("town", "county", "town"), ("grid", "town", "grid"), ("far", None, "province"),
     ("far-city", "far", "county"), ("mill", "town", "village"), ("hill", "town", "village")],
    schema=["code", "parent", "level"], orient="row",
)  # fmt: skip
UNITS = pl.DataFrame(
    [("Grid", "grid", "grid"), ("Town", "command", "town"), ("County", "command", "county"), ("CDC", "cdc", "county"),
     ("Hospital", "hospital", "county"), ("Site", "isolation_site", "town"), ("School", "school", "town")],
    schema=["code", "kind", "area"], orient="row",
)  # fmt: skip


def moment(text: str) -> datetime:
    """`01-05 08:00` of 2021 in Shanghai, as UTC."""
    return datetime.strptime(f"2021-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=ZONE).astimezone(UTC)


def shown(held: Any) -> str:
    """A cell as the specifications write it."""
    if held is None:
        return "-"
    return held.astimezone(ZONE).strftime("%m-%d %H:%M") if isinstance(held, datetime) else str(held)


def rows_of(text: str) -> tuple[list[str], list[list[str]]]:
    """Header and rows of a text table, cells divided by `|`."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return lines[0], lines[1:]


def facts_of(kinds: dict[str, str]) -> dict[str, pl.DataFrame]:
    """Facts from text tables by kind. `when` is `occurred_from`; ids are made where none are given; everybody belongs
    to the grid unless a person fact says otherwise."""
    made = {"areas": AREAS, "units": UNITS}
    rows: dict[str, list[dict[str, Any]]] = {}
    for kind, text in kinds.items():
        header, lines = rows_of(text)
        rows[kind] = [_row(kind, number, dict(zip(header, line, strict=True))) for number, line in enumerate(lines, 1)]
    known = {row["person"] for row in rows.get("person", [])}
    named = {row.get("person") for told in rows.values() for row in told}
    named |= {person for row in rows.get("specimen", []) for person in row["persons"]}
    for person in sorted(one for one in named - known if one is not None):
        rows.setdefault("person", []).append(
            {"id": f"person-{person}", "person": person, "subject": person, "residence": "grid", "area": "county"}
        )
    for kind, told in rows.items():
        made[kind] = frame(kind, told)
    return made


def _row(kind: str, number: int, cells: dict[str, str]) -> dict[str, Any]:
    declared = vocabulary.kind(kind)
    types = {column.name: column.type for column in (*vocabulary.LEDGER, *declared.columns)}
    row: dict[str, Any] = {"id": f"{kind}-{number}", "area": "county"}
    for name, cell in cells.items():
        column = "occurred_from" if name == "when" else name
        row[column] = _cell(types[column], cell)
    row.setdefault("known_at", row.get("occurred_from"))
    if declared.subject == "person":
        row["subject"] = row.get("person")
    elif "case" in declared.subject and "subject" not in row:
        row["subject"] = f"{kind}-{number}"
    if any(column.name == "disease" for column in declared.columns):
        row.setdefault("disease", "covid19")
    return row


def _cell(kind: Type, cell: str) -> Any:
    if cell == "-":
        return None
    match kind:
        case Type.MOMENT:
            return moment(cell)
        case Type.DATE:
            return date.fromisoformat(f"2021-{cell}")
        case Type.NUMBER:
            return float(cell)
        case Type.INTEGER:
            return int(cell)
        case Type.BOOLEAN:
            return cell == "yes"
        case Type.SUBJECTS:
            return cell.split()
    return cell


def duties_as(header: list[str], duties: pl.DataFrame, causes: pl.DataFrame, states: list[str]) -> list[list[str]]:
    """Duties as rows of a text table, sorted: any column of a duty, `causes` joined by a blank, `state`, `who`."""
    told = []
    of_duty: dict[str, list[str]] = {}
    for cause in causes.sort("since", "fact").to_dicts():
        of_duty.setdefault(cause["duty"], []).append(cause["fact"])
    for duty, state in zip(duties.to_dicts(), states, strict=True):
        duty |= {"causes": " ".join(of_duty[duty["key"]]), "state": state}
        duty["who"] = duty["person"] or duty["subject_kind"]
        told.append((duty["opened"] or datetime.min.replace(tzinfo=UTC), [shown(duty[name]) for name in header]))
    return [row for _, row in sorted(told)]


def groups_as(header: list[str], groups: pl.DataFrame, members: pl.DataFrame) -> list[list[str]]:
    """Groups as rows of a text table, sorted: any column of a group, and `who` belongs, joined by a blank."""
    told = []
    for group in groups.sort("first", "definition", "place").to_dicts():
        of_group = members.filter(group=group["group"])
        group["who"] = " ".join(sorted(of_group["person"].drop_nulls()))
        told.append([shown(group[name]) for name in header])
    return told


def levels_as(header: list[str], levels: pl.DataFrame, figures: pl.DataFrame) -> list[list[str]]:
    """Levels as rows of a text table, sorted by area: any column of a level, `basis`, or a figure by its name."""
    behind: dict[str, dict[str, Any]] = {}
    for row in figures.to_dicts():
        whole = None if row["value"] is None else int(row["value"])
        behind.setdefault(row["area"], {"basis": row["basis"], "told": row["told"]})[row["figure"]] = whole
    told = [{**behind[row["area"]], **row} for row in levels.sort("area").to_dicts()]
    return [
        [row[name].strftime("%m-%d") if isinstance(row[name], date) and not isinstance(row[name], datetime)
         else shown(row[name]) for name in header]
        for row in told
    ]  # fmt: skip
