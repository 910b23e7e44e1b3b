"""Itineraries from a file, and their rows back into one."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, astuple, dataclass
from datetime import date
from pathlib import Path

from lianfang.trace.itinerary.reader import Itinerary, read
from lianfang.trace.itinerary.rows import COLUMNS
from lianfang.trace.whole import whole
from lianfang.vocabulary.mistakes import Mistake

# Below this, starting processes costs more than they save.
SHARED_FROM = 2_000


@dataclass(frozen=True)
class Told:
    """One itinerary of a file: its text, and the day of its publication where known."""

    id: str
    text: str
    published: date | None


@dataclass(frozen=True)
class Refused:
    """A line that is no itinerary, and why."""

    line: int
    reason: str


def told(content: bytes, name: str, published: date | None) -> Iterator[Told | Refused]:
    """The itineraries of a file: a line of JSON each, with `text`, or else the whole text as one, id 0.

    Raises Mistake where it is no text, or empty.
    """
    text = _decoded(content, name)
    if not text.strip():
        raise Mistake(f"{name}: holds no text")
    if not text.lstrip().startswith("{"):
        yield Told("0", text, published)
        return
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield _line(number, line, published)


def _decoded(content: bytes, name: str) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Mistake(f"{name}: is no text in UTF-8 or GB18030")


def _line(number: int, line: str, published: date | None) -> Told | Refused:
    try:
        held = json.loads(line)
    except ValueError:
        return Refused(number, "is no JSON")
    if not isinstance(held, dict) or not isinstance(held.get("text"), str):
        return Refused(number, 'has no text; write {"id": 1, "text": "…"}')
    given = held.get("published")
    if given is not None:
        try:
            published = date.fromisoformat(str(given))
        except ValueError:
            return Refused(number, f"published {given} is no date; write 2021-01-10")
    return Told(str(held.get("id", number - 1)), held["text"], published)


def read_all(found: Sequence[Told]) -> list[Itinerary]:
    """What was read in each, in their order; many are shared among the machine's cores."""
    if len(found) < SHARED_FROM:
        return [_read(one) for one in found]
    with ProcessPoolExecutor() as pool:
        return list(pool.map(_read, found, chunksize=250))


def _read(one: Told) -> Itinerary:
    return read(one.text, one.published, one.id)


def write(itineraries: Iterable[Itinerary], file: Path) -> None:
    """Writes the rows as CSV, or as Parquet by the ending; whole or not at all."""
    with whole(file) as beside:
        if file.suffix == ".parquet":
            import polars as pl

            rows = [astuple(row) for one in itineraries for row in one.rows]
            types = {name: pl.Int64 if name.startswith("span_") else pl.String for name in COLUMNS}
            pl.DataFrame(rows, types, orient="row").write_parquet(beside)
        else:
            with beside.open("w", encoding="utf-8", newline="") as opened:
                writer = csv.writer(opened)
                writer.writerow(COLUMNS)
                for one in itineraries:
                    writer.writerows(astuple(row) for row in one.rows)


def as_json(one: Told, itinerary: Itinerary) -> str:
    """A line of JSON: the rows, and the spans in which nothing was found."""
    spans = [{"span_from": start, "span_to": end, "text": one.text[start:end]} for start, end in itinerary.unread]
    held = {"id": one.id, "rows": [asdict(row) for row in itinerary.rows], "unread": spans}
    return json.dumps(held, ensure_ascii=False)
