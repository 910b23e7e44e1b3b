"""Visits that codes, tickets, registers and tills tell of everybody, where a declaration lets them be collected.

Whoever appends or reads does not learn where a visit lies: those of days not yet sealed are rows in PostgreSQL or, out
of large files, batches under LIANFANG_HOME; a sealed day is a segment there (``lianfang.trace.store``). Who a visit is
of stands in it as a keyed hash alone, whose key lies with the keys of the ciphers.

What an investigation hears of is a fact like any other (``facts.record("visit", …)``), not one of these.
"""

from typing import Any

_WHERE = {
    "Collecting": "collecting", "in_force": "collecting",
    "Entered": "entry", "Refused": "entry", "append": "entry",
    "seal": "keeping", "segments": "keeping",
    "at_places": "looking", "of_persons": "looking",
    "number_of": "people", "numbers_of_persons": "people",
}  # fmt: skip
__all__ = sorted(_WHERE)


def __getattr__(name: str) -> Any:
    if name in _WHERE:
        from importlib import import_module

        return getattr(import_module(f"lianfang.facts.visits.{_WHERE[name]}"), name)
    raise AttributeError(f"facts.visits has no {name!r}")
