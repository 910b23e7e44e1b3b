"""A family answers at its door in one go: a temperature each and one tap for all; exceptions are singled out.

What needs a day or a place of its own (a test shown, an act elsewhere) is left to its own line of the card.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lianfang.desks.grid.answers import NOT_MET, Telling, Unclear, telling_of
from lianfang.desks.grid.visits import Card, Owed
from lianfang.situation.models import Duty

# What is asked of several at once.
TOGETHER = ("temperature", "told", "entered")


@dataclass(frozen=True, slots=True)
class Asked:
    """One line of the form at a door: what is owed, its likely answers, which is chosen, a temperature typed.

    ``options``: the values of ``answer``; ``not_met`` the exception that was chosen, "" for none.
    """

    owed: Owed
    options: tuple[str, ...]
    chosen: str
    typed: str = ""
    not_met: str = ""


def asked_at(card: Card, given: Mapping[str, Mapping[str, str]]) -> list[Asked]:
    """What is asked at a card's door in one go, at least two lines of at least two people; else nothing.

    ``given`` is what a form that was refused said, by the duty's key.
    """
    lines = [each for each in card.owed if each.asks in TOGETHER]
    if len({each.person.person for each in lines}) < 2:
        return []
    asked = []
    for each in lines:
        options = tuple(f"temperature {value}" for value in each.offered) or (each.asks,)
        said = given.get(each.duty.key, {})
        # A temperature is never set before somebody took it.
        likely = "" if each.asks == "temperature" else options[0]
        asked.append(
            Asked(each, options, said.get("answer", likely), said.get("temperature", ""), said.get("not_met", ""))
        )
    return asked


def said_at(form: Mapping[str, Any], keys: Sequence[str]) -> dict[str, dict[str, str]]:
    """What a form says of each duty, in the order in which they stood there."""
    names = ("answer", "temperature", "not_met")
    return {key: {name: str(form.get(f"{name}-{place}", "")) for name in names} for place, key in enumerate(keys)}


def tellings_at(
    duties: Sequence[Duty], said: Mapping[str, Mapping[str, str]], told_by: str, at: datetime
) -> list[Telling]:
    """The facts that the answers at a door tell. An exception goes before a typed value, that before what was set.

    Raises Unclear, naming whose line it is by the duty's key in front, where a value cannot be.
    """
    told = []
    for duty in duties:
        line = said[duty.key]
        if line["not_met"] in NOT_MET:
            answer = f"attempt {line['not_met']}"
        else:
            answer = "temperature" if line["temperature"].strip() else line["answer"]
        try:
            told.append(telling_of({"answer": answer, "temperature": line["temperature"]}, duty, told_by, at))
        except Unclear as unclear:
            raise UnclearAt(duty.key, str(unclear)) from None
    return told


class UnclearAt(Unclear):
    """A value at a door that cannot be: of which duty, and one line that names field, value and what to do."""

    def __init__(self, duty: str, why: str) -> None:
        super().__init__(why)
        self.duty = duty
