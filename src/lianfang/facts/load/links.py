"""Who infected whom: a file of pairs becomes the infecting case's number in the facts of the infected.

A pair of a published chain says nothing of when two people met, so it is no exposure and obliges nobody: it corrects
what the case's fact says of its origin. Where several may have infected one, their numbers stand together, put apart
by '、'.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import polars as pl

from lianfang.access.session import machine_session
from lianfang.facts.cells import reason
from lianfang.facts.entry import record
from lianfang.facts.reading import Sheet, header_key
from lianfang.facts.recorder import Recorded, Recorder
from lianfang.facts.recording.lookups import heads_by

BETWEEN = "、"
HEADERS = {
    "link.from": ("from", "infector", "infected_by", "感染来源病例", "上一代病例编号", "上一代", "source_case"),
    "link.to": ("to", "infectee", "case_id", "病例编号", "下一代病例编号", "下一代", "id"),
    "link.setting": ("setting", "exposure", "感染场所", "接触方式"),
}


@dataclass(frozen=True, slots=True)
class Linked:
    """The figures of the pairs (``recorded``), and those refused: place in the file → (column, value, reason)."""

    recorded: Recorded
    refused: dict[int, tuple[str, str, str]]


def words() -> frozenset[str]:
    """Every form of every header of a file of pairs."""
    return frozenset(header_key(word) for forms in HEADERS.values() for word in forms)


def columns_of(headers: Iterable[str]) -> dict[str, list[str]]:
    """The headers that name the two cases of a pair, and where it happened."""
    by_key = {header_key(header): header for header in headers}
    found = {full: [by_key[header_key(f)] for f in forms if header_key(f) in by_key] for full, forms in HEADERS.items()}
    return {full: names for full, names in found.items() if names}


def record_links(
    frame: pl.DataFrame,
    sheet: Sheet,
    disease: str,
    by: Recorder,
    source: str,
    request: Callable[[str, int], UUID],
    at: datetime,
) -> Linked:
    """Records the pairs ``link.from`` → ``link.to`` (numbers of cases) with, where told, ``link.setting``.

    A pair is loaded where the infected case had no such source yet, unchanged where it had. Pairs with a case that is
    not here are refused.
    """
    numbers = pl.concat([frame["link.from"], frame["link.to"]]).drop_nulls().unique().to_list()
    with machine_session():
        known = heads_by(
            "case",
            "number",
            numbers,
            ("number", "disease", "subject", "person", "id", "index_number", "setting", "occurred_from"),
        )
    known = known.filter(pl.col("disease") == disease).sort("occurred_from").unique("number", keep="last")
    cases = {row["number"]: row for row in known.iter_rows(named=True)}
    refused: dict[int, tuple[str, str, str]] = {}
    sources: dict[str, list[str]] = {}
    settings: dict[str, str] = {}
    told, unchanged = 0, 0
    for row in frame.iter_rows(named=True):
        lack = _lack(row, cases, disease)
        if lack is not None:
            refused[row["at"]] = lack
            continue
        case = cases[row["link.to"]]
        before = (case["index_number"] or "").split(BETWEEN) if case["index_number"] else []
        now = sources.setdefault(row["link.to"], before)
        told += 1
        if row["link.from"] in now:
            unchanged += 1
        else:
            now.append(row["link.from"])
            if row.get("link.setting") and not case["setting"]:
                settings.setdefault(row["link.to"], row["link.setting"])
    rows = [
        {
            "person": cases[number]["person"],
            "case": cases[number]["subject"],
            "case.supersedes": cases[number]["id"],
            "case.index_number": BETWEEN.join(found),
            "case.setting": settings.get(number),
            "case.reason": source,
        }
        for number, found in sources.items()
        if BETWEEN.join(found) != (cases[number]["index_number"] or "")
    ]
    if rows:
        answer = record("case", rows, by, source, request(sheet.name, 0), at)
        if answer.rejected:
            first = answer.rejections[0]
            raise AssertionError(f"a link was refused: {first.column} {first.value}: {first.reason}")
    return Linked(Recorded(told, told - unchanged, unchanged, 0, 0), refused)


def _lack(row: dict[str, str | None], cases: dict[str, dict[str, object]], disease: str) -> tuple[str, str, str] | None:
    for column in ("link.from", "link.to"):
        number = row[column]
        if not number:
            return column, "", reason("pair_blank")
        if number not in cases:
            return column, number, reason("no_case_of", disease=disease)
    return None
