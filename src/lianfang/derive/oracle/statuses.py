"""People, cases and contacts as the facts leave them, a plain loop each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

Row = dict[str, Any]
Facts = Mapping[str, list[Row]]
GRADES = ("general", "secondary", "close")
BEFORE_ALL = datetime(1, 1, 1)  # noqa: DTZ001 — local wall clock, as everywhere here
FIRST_MOMENTS = ("suspected", "clinical", "confirmed", "asymptomatic", "excluded")


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Rows by the moment at which they were so, then by id."""
    return sorted(rows, key=lambda row: (row["occurred_from"] or BEFORE_ALL, row["id"]))


def latest(rows: Iterable[Row], column: str) -> Any:
    """The value of a column in the latest row that tells it."""
    told = [row[column] for row in in_order(rows) if row[column] is not None]
    return told[-1] if told else None


def grouped(rows: Iterable[Row], column: str) -> dict[Any, list[Row]]:
    """Rows by a column, those without it left out."""
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        if row[column] is not None:
            groups[row[column]].append(row)
    return groups


def people_of(facts: Facts, paths: Mapping[str, str], unit_paths: Mapping[str, str]) -> dict[str, Row]:
    """Each person of whom any fact speaks: who it is, and the three areas as paths."""
    of = {kind: grouped(rows, "person") for kind, rows in facts.items() if rows and "person" in rows[0]}
    known = {person for rows in of.values() for person in rows}
    known |= {person for row in facts["specimen"] for person in row["persons"] or ()}
    known |= {row["merged"] for row in facts["merge"] if row["merged"] is not None}
    return {person: _person(person, of, facts, paths, unit_paths) for person in known}


def _person(
    person: str, of: Mapping[str, dict[Any, list[Row]]], facts: Facts, paths: Mapping[str, str],
    unit_paths: Mapping[str, str],
) -> Row:  # fmt: skip
    def told(kind: str) -> list[Row]:
        return of.get(kind, {}).get(person, [])

    arrivals = [row for row in told("journey") if row["direction"] == "arrival"]
    home = latest(told("person"), "residence") or latest(told("case"), "responsible")
    home = home or latest(arrivals, "destination") or latest(told("person"), "area")
    responsible = paths.get(home)
    for row in in_order(told("transfer")):
        if row["what"] == "responsibility" and row["stage"] == "received":
            responsible = paths.get(row["to_area"]) or unit_paths.get(row["to_unit"]) or responsible
    moves: list[tuple[datetime, str, str | None]] = []  # when, which fact, where to; None is home
    for row in told("journey"):
        if row["direction"] in ("arrival", "departure") and row["destination"] in paths:
            moves.append((row["occurred_from"], row["id"], paths[row["destination"]]))
    for row in told("observation"):
        if row["stage"] == "released":
            moves.append((row["occurred_from"], row["id"], None))
        elif row["observation"] == "central" and row["site"] in unit_paths:
            moves.append((row["occurred_from"], row["id"], unit_paths[row["site"]]))
    stays: list[tuple[datetime, str, str | None]] = []  # in hospital, or out again
    for row in told("admission"):
        if row["hospital"] in unit_paths:
            stays.append((row["occurred_from"], row["id"], unit_paths[row["hospital"]]))
    for row in told("outcome"):
        stays.append((row["occurred_from"], row["id"], None))
    moves = [move for move in (*moves, *stays) if move[0] is not None]
    stays = [stay for stay in stays if stay[0] is not None]
    merges = in_order(row for row in facts["merge"] if row["merged"] == person and not row["undone"])
    return {
        "person": person,
        "name": latest(told("person"), "name"),
        "sex": latest(told("person"), "sex"),
        "birth": latest(told("person"), "birth"),
        "age": latest(told("person"), "age"),
        "merged_into": merges[-1]["subject"] if merges else None,
        "responsible": responsible,
        "whereabouts": (max(moves)[2] if moves else None) or responsible,
        "treated": max(stays)[2] if stays else None,
    }


def cases_of(
    facts: Facts, people: Mapping[str, Row], paths: Mapping[str, str], lying: Mapping[str, str | None]
) -> dict[str, Row]:  # fmt: skip
    """Each case: how it is classified now, since when, how ill, what became of it, and where it belongs."""
    severities, outcomes = grouped(facts["severity"], "subject"), grouped(facts["outcome"], "subject")
    cases = {}
    for subject, rows in grouped(facts["case"], "subject").items():
        last = in_order(rows)[-1]
        person = latest(rows, "person")
        who = people.get(person, {})
        responsible = lying.get(subject) or paths.get(latest(rows, "responsible")) or who.get("responsible")
        ends = in_order(outcomes.get(subject, []))
        first = {
            name: min(
                (r["occurred_from"] for r in rows if r["classification"] == name and r["occurred_from"] is not None),
                default=None,
            )
            for name in FIRST_MOMENTS
        }
        cases[subject] = {
            "case": subject,
            "person": person,
            **{name: latest(rows, name) for name in ("number", "disease", "outbreak", "onset", "origin", "generation")},
            "classification": last["classification"],
            "classified": last["occurred_from"],
            "severity": latest(severities.get(subject, []), "severity"),
            "outcome": ends[-1]["outcome"] if ends else None,
            "ended": ends[-1]["occurred_from"] if ends else None,
            **first,
            "counted_in": responsible.strip("/").split("/")[-1] if responsible else None,
            "latest_fact": last["id"],
            "responsible": responsible,
            "whereabouts": who.get("whereabouts"),
            "treated": who.get("treated"),
        }
    return cases


def contacts_of(
    facts: Facts, people: Mapping[str, Row], cases: Mapping[str, Row], encounters: Iterable[Row] = ()
) -> list[Row]:  # fmt: skip
    """Each pair of contact and case as told or traced: the higher grade holds, and how far the chain has come since."""
    pairs: dict[tuple[str, str | None], list[Row]] = defaultdict(list)
    for row in facts["exposure"]:
        if row["person"] is not None and row["occurred_from"] is not None:
            pairs[row["person"], row["case"]].append(row)
    for row in encounters:
        as_told = {"id": row["visit"], "occurred_from": row["began"], "last": row["ended"], "known_at": row["known"]}
        pairs[row["person"], row["case"]].append({**row, **as_told})
    told = grouped(facts["notice"], "person")
    transfers, observations = grouped(facts["transfer"], "person"), grouped(facts["observation"], "person")
    attempts, journeys = grouped(facts["attempt"], "person"), grouped(facts["journey"], "person")
    contacts = []
    for (person, case), rows in pairs.items():
        index, who = cases.get(case or "", {}), people.get(person, {})
        if index and index["person"] == person:
            continue
        rows = sorted(rows, key=lambda row: (-_grade(row), row["occurred_from"], row["id"]))
        fallen = index.get("classification") in ("excluded", "withdrawn")
        judged = min(row["known_at"] or row["occurred_from"] for row in rows)
        first_exposed = min(row["occurred_from"] for row in rows)

        def first(found: Iterable[Row], since: datetime) -> datetime | None:
            moments = (row["occurred_from"] for row in found if row["occurred_from"] is not None)
            return min((moment for moment in moments if moment >= since), default=None)

        isolated = [r for r in observations.get(person, []) if r["observation"] in ("central", "home")]
        entered = [row for row in isolated if row["stage"] == "entered"]
        received = first(entered, first_exposed)
        left = [row for row in isolated if row["stage"] == "released"]
        carried = [r for r in transfers.get(person, []) if r["what"] == "person" and r["stage"] == "sent"]
        departed = [row for row in journeys.get(person, []) if row["direction"] == "departure"]
        words = [*attempts.get(person, []), *carried, *entered, *departed]
        words = in_order(r for r in words if r["occurred_from"] is not None and r["occurred_from"] >= first_exposed)
        last, unanswered = _last_heard(words)
        contacts.append(
            {
                "person": person,
                "case": case,
                "disease": next((row["disease"] for row in rows if row["disease"] is not None), None),
                "outbreak": next((row["outbreak"] for row in rows if row["outbreak"] is not None), None),
                "grade": rows[0]["grade"],
                "evidence": rows[0]["id"],
                "first_exposed": first_exposed,
                "last_exposed": max(row["last"] or row["occurred_from"] for row in rows),
                "judged": judged,
                "told": first((r for r in told.get(person, []) if r["about"] == "isolation"), first_exposed),
                "carried": first(carried, first_exposed),
                "received": received,
                "released": first(left, received) if received is not None else None,
                "called": next((row["occurred_from"] for row in words if row.get("result") == "reached"), None),
                "unanswered": unanswered,
                "refused": last["occurred_from"] if last and last.get("result") == "refused" else None,
                "left": last["occurred_from"] if last and _left(last) else None,
                "ground_fell": index.get("excluded") if fallen else None,
                "fell_because": (index.get("because") or index.get("classification")) if fallen else None,
                **{name: who.get(name) for name in ("responsible", "whereabouts", "treated")},
            }
        )
    return contacts


def through(facts: Facts, encounters: Iterable[Row] = ()) -> list[Row]:
    """Through which close contact somebody is a secondary contact of a case."""
    told = [row for row in (*facts["exposure"], *encounters) if row["grade"] == "secondary"]
    return [
        {"person": row["person"], "case": row["case"], "via": row["via"]}
        for row in told
        if row["person"] is not None and row["case"] is not None and row["via"] is not None
    ]


def _last_heard(words: Iterable[Row]) -> tuple[Row | None, int]:
    """The last word heard of somebody, and how many attempts were in vain since."""
    last, vain = None, 0
    for row in words:
        if row.get("result") in ("no_answer", "wrong_number"):
            vain += 1
        elif row.get("result") is not None or "result" not in row:
            last, vain = row, 0
    return last, vain


def _left(row: Row) -> bool:
    return row.get("result") == "gone" or row.get("direction") == "departure"


def _grade(row: Row) -> int:
    return GRADES.index(row["grade"]) if row["grade"] in GRADES else -1
