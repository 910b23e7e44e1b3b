"""The facts as rules see them: with the columns looked up for them, and of the plan's disease only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta

from lianfang.derive.keys import contact_original
from lianfang.derive.oracle.statuses import Facts, Row, grouped, in_order, latest
from lianfang.plan import words


def views_of(
    facts: Facts, contacts: Iterable[Row], cases: Mapping[str, Row], levels: Mapping[str, str],
    kinds: Mapping[str, str | None], disease: str,
) -> dict[str, list[Row]]:  # fmt: skip
    """Rows by kind, each with all the columns that a rule may name. `levels` are those of areas, `kinds` of units."""
    made = {kind: [dict(row) for row in rows] for kind, rows in facts.items()}
    specimens = grouped(in_order(facts["specimen"]), "subject")
    made["specimen"] = [
        {**row, "person": person} for row in facts["specimen"] for person in sorted(set(row["persons"] or ())) or [None]
    ]
    made["test_result"] = []
    for row in facts["test_result"]:
        untold: Row = {"persons": [], "occurred_from": None, **dict.fromkeys(words.OF_SPECIMEN)}
        taken = specimens.get(row["subject"], [untold])[0]
        persons = sorted(set(taken["persons"] or ()))
        looked_up = {"sampled": taken["occurred_from"], "pooled": len(persons)}
        looked_up |= {name: taken[name] for name in words.OF_SPECIMEN}
        made["test_result"] += [{**row, **looked_up, "person": person} for person in persons or [None]]
    for rows in grouped(made["attempt"], "person").values():
        calls = 0
        for row in in_order(rows):
            if row["result"] in ("reached", "refused", "gone"):
                calls = 0
            in_vain = row["result"] in ("no_answer", "wrong_number") and row["channel"] != "visit"
            calls += in_vain
            row["in_vain"] = calls if in_vain else 0
    for row in made["attempt"]:
        row.setdefault("in_vain", 0)
    for kind in words.OF_CASES:
        for row in made[kind]:
            row["case"] = row["subject"]
    for kind in ("case", "action"):
        for row in made[kind]:
            path = cases.get(row["case"], {}).get("responsible")
            row |= {level: area_of(path, level, levels) for level in words.AREAS_SHARED}
    for rows in grouped(made["case"], "subject").values():
        placed = [row for row in in_order(rows) if None not in (row["longitude"], row["latitude"])]
        for row in rows if placed else ():
            if None in (row["longitude"], row["latitude"]):
                row["longitude"], row["latitude"] = placed[-1]["longitude"], placed[-1]["latitude"]
    for row in made["membership"]:
        row["unit_kind"] = kinds.get(row["unit"])
    for row in made["measurement"]:
        row["group"] = None
    for row in made["letter"]:
        row["letter"] = row["subject"]
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
    made["group"], made["case_proposal"] = [], []
    return {
        kind: [row for row in rows if row.get("disease") in (None, disease)]
        if "disease" in words.columns(kind)
        else rows
        for kind, rows in made.items()
    }


def area_of(path: str | None, level: str, levels: Mapping[str, str]) -> str | None:
    """The code of the county, town or village on a path."""
    return next((code for code in (path or "").split("/") if levels.get(code) == level), None)


def shared_of(facts: Facts, kinds: Mapping[str, str | None]) -> list[Row]:
    """Who belongs to which class, school, household, …, and from when until when. `kinds` are those of units."""
    found = []
    for row in facts["membership"]:
        for share, (kind, by) in words.SHARED.items():
            if (kind is not None and row["group_kind"] != kind) or row["person"] is None:
                continue
            unit, name = row["unit"], row["group"]
            if by == "school":
                place = unit if kinds.get(unit) == "school" else None
            elif by == "unit":
                place = unit if unit is not None else name
            else:
                place = None if name is None else f"{unit or ''}|{name}"
            if place is not None:
                # Where no beginning was told, the ledger holds the moment of recording.
                begun, known = row["occurred_from"], row["known_at"]
                told = begun is not None and (known is None or begun < known)
                times = {"since": begun if told else None, "until": row["occurred_until"]}
                found.append({"share": share, "person": row["person"], "place": place, **times})
    found += [ride for row in facts["journey"] if (ride := _ride(row)) is not None]
    for person, rows in grouped(facts["person"], "person").items():
        household = latest(rows, "household")
        if household is not None:
            times = {"since": None, "until": None}
            found.append({"share": "household", "person": person, "place": household, **times})
    return found


def _ride(row: Row) -> Row | None:
    """That somebody rode in a vehicle, from the first day of the ride until the day after its last; None of no ride."""
    told = (row["person"], row["vehicle"], row["occurred_from"])
    if None in told or row["direction"] == "intended_return":
        return None
    moments = [moment for moment in (row["left_origin"], row["occurred_from"]) if moment is not None]
    days = sorted(datetime.combine(moment.date(), time()) for moment in moments)
    times = {"since": days[0], "until": days[-1] + timedelta(days=1)}
    return {"share": "vehicle", "person": row["person"], "place": row["vehicle"], **times}
