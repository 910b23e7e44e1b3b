"""Which column of the vocabulary a file's header means, in Chinese or English, by name or synonym."""

from collections.abc import Iterable
from functools import cache

from lianfang import vocabulary
from lianfang.facts.reading import header_key
from lianfang.vocabulary import Layout, Type

# Of several parts that share such a column one header fills them all.
SHARED = ("disease", "outbreak")
# What may be said of any part in a file that the house itself wrote.
_LEDGER = ("subject", "supersedes", "reason", "withdrawn", "occurred_until")


@cache
def _forms(layout_name: str) -> dict[str, list[tuple[int, int, str]]]:
    """For each form of a header: (how near, place among synonyms, full column), nearest first."""
    layout = vocabulary.layout(layout_name)
    found: dict[str, list[tuple[int, int, str]]] = {}

    def note(text: str, near: int, place: int, full: str) -> None:
        if key := header_key(text):
            found.setdefault(key, []).append((near, place, full))

    for full, part, column in layout.columns():
        note(full, 0, 0, full)
        note(f"{part.zh}{column.zh}", 1, 0, full)
        note(column.zh, 1, 0, full)
        note(column.en, 2, 0, full)
        for place, other in enumerate(column.also):
            note(other, 3, place, full)
        if column.name != "occurred_from":
            note(column.name, 4, 0, full)
    for part in layout.parts:
        referring = [column.name for column in part.columns if column.type is Type.SUBJECT and column.name != "person"]
        for name in (*_LEDGER, *referring):
            note(f"{part.name}.{name}", 0, 0, f"{part.name}.{name}")
    for name in {part.subject for part in layout.parts} | {"person"}:
        found.setdefault(header_key(f"{name}.id"), []).append((0, 0, name))
    return found


def words(layout: Layout) -> frozenset[str]:
    """Every form of every header that this layout knows, for finding the header in a file."""
    return frozenset(_forms(layout.name))


def columns_of_headers(headers: Iterable[str], layout: Layout) -> dict[str, list[str]]:
    """For each full column of the layout the headers that mean it, nearest first. A header means one column.

    ``disease`` and ``outbreak`` are the exceptions: one header of them serves all parts.
    """
    forms = _forms(layout.name)
    chosen: dict[str, list[tuple[int, int, str]]] = {}
    for header in headers:
        meant = _meant(header, forms)
        if not meant:
            continue
        near, place, full = min(meant, key=lambda m: (m[0], _rank(m[2], layout)))
        chosen.setdefault(full, []).append((near, place, header))
        part, _, name = full.partition(".")
        if name in SHARED:
            for other in layout.parts:
                if other.name != part and any(column.name == name for column in other.columns):
                    chosen.setdefault(f"{other.name}.{name}", []).append((near, place, header))
    return {full: [header for _, _, header in sorted(found)] for full, found in chosen.items()}


def _meant(header: str, forms: dict[str, list[tuple[int, int, str]]]) -> list[tuple[int, int, str]]:
    for text in (header, header.rsplit("/", 1)[-1]):
        if meant := forms.get(header_key(text)):
            return meant
    return []


def _rank(full: str, layout: Layout) -> int:
    part = full.partition(".")[0]
    return next((i for i, kind in enumerate(layout.parts) if kind.name == part), len(layout.parts))
