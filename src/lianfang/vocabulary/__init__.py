"""The words of the house as data: every kind of fact, every layout of a row, every derived table, declared once."""

from lianfang.vocabulary.columns import HASHED, SEALED, Column, Option, Type
from lianfang.vocabulary.derived import TABLES
from lianfang.vocabulary.kind import SUBJECTS, Derived, Kind, Layout, moment_of
from lianfang.vocabulary.kinds import (
    cases,
    command,
    contacts,
    laboratory,
    letters,
    meetings,
    movement,
    observation,
    people,
    plans,
    signals,
)
from lianfang.vocabulary.layouts import LAYOUTS, layout_of
from lianfang.vocabulary.ledger import LEDGER
from lianfang.vocabulary.mistakes import Mistake
from lianfang.vocabulary.subjects import place_subject

_KINDS: dict[str, Kind] = {
    kind.name: kind
    for module in (
        people,
        cases,
        contacts,
        letters,
        movement,
        laboratory,
        observation,
        command,
        signals,
        meetings,
        plans,
    )
    for kind in module.KINDS
}
_LAYOUTS: dict[str, Layout] = {layout.name: layout for layout in LAYOUTS}
_TABLES: dict[str, Derived] = {table.name: table for table in TABLES}


def kinds() -> tuple[Kind, ...]:
    """Every kind of fact, in the order of the declarations."""
    return tuple(_KINDS.values())


def kind(name: str) -> Kind:
    """The kind of fact of this name; raises Mistake where there is none."""
    if name not in _KINDS:
        raise Mistake(f"no kind of fact is called {name!r}; there are {', '.join(_KINDS)}")
    return _KINDS[name]


def layouts() -> tuple[Layout, ...]:
    """Every layout that files and forms may use."""
    return tuple(_LAYOUTS.values())


def layout(name: str) -> Layout:
    """The layout of this name, or that of the kind of this name told alone; raises Mistake where there is neither."""
    if name in _LAYOUTS:
        return _LAYOUTS[name]
    if name in _KINDS:
        return layout_of(_KINDS[name])
    raise Mistake(f"nothing is called {name!r}; there are {', '.join((*_LAYOUTS, *_KINDS))}")


def derived_tables() -> tuple[Derived, ...]:
    """Every derived table."""
    return tuple(_TABLES.values())


def derived(name: str) -> Derived:
    """The derived table of this name; raises Mistake where there is none."""
    if name not in _TABLES:
        raise Mistake(f"no derived table is called {name!r}; there are {', '.join(_TABLES)}")
    return _TABLES[name]


__all__ = [
    "HASHED",
    "LEDGER",
    "SEALED",
    "SUBJECTS",
    "Column",
    "Derived",
    "Kind",
    "Layout",
    "Mistake",
    "Option",
    "Type",
    "derived",
    "derived_tables",
    "kind",
    "kinds",
    "layout",
    "layouts",
    "moment_of",
    "place_subject",
]
