"""The four rates by age, each with its interval: of the persons behind the day's figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lianfang.analysis import FourRates

# Years completed, the last group without an end.
AgeGroup = tuple[int, int | None]
AGE_GROUPS: tuple[AgeGroup, ...] = ((0, 17), (18, 59), (60, 79), (80, None))
FIGURES = ("confirmed", "ill", "in_hospital", "discharged", "died", "over", "infected")


@dataclass(frozen=True, slots=True)
class RateLine:
    """The rates of an age group; ``ages`` None: those whose age nobody told, and of the ``whole`` line everybody.

    ``counted`` are the persons of each of `FIGURES`: confirmed so far, still ill, of these in a designated hospital,
    discharged, died; contacts whose observation is over, and the infected among them.
    """

    ages: AgeGroup | None
    whole: bool
    counted: Mapping[str, int]
    rates: FourRates


def rate_lines(
    behind: Mapping[str, Collection[str]], years: Mapping[str, int | None], population: int | None
) -> tuple[RateLine, ...]:
    """A line for everybody, one an age group, and one for those of unknown age where there are any.

    ``behind`` are the persons of each of `FIGURES`, ``years`` how old each is. Only of everybody is the ``population``
    known here, so that an age group has no share of residents.
    """
    from lianfang import analysis

    group_of = {person: age_group(age) for person, age in years.items()}
    by_group = {name: Counter(map(group_of.get, behind[name])) for name in FIGURES}

    def line(ages: AgeGroup | None, whole: bool) -> RateLine:
        counted = {name: groups.total() if whole else groups[ages] for name, groups in by_group.items()}
        rates = analysis.four_rates(
            confirmed=counted["confirmed"],
            discharged=counted["discharged"],
            died=counted["died"],
            in_hospital=counted["in_hospital"],
            population=float("nan") if population is None or not whole else population,
            contacts_over=counted["over"],
            contacts_infected=counted["infected"],
        )
        return RateLine(ages, whole, counted, rates)

    told = [line(None, whole=True), *(line(ages, whole=False) for ages in AGE_GROUPS)]
    unknown = line(None, whole=False)
    return (*told, unknown) if any(unknown.counted.values()) else tuple(told)


@cache
def age_group(age: int | None) -> AgeGroup | None:
    """The group of `AGE_GROUPS` in which somebody of this age is; None where nobody told it."""
    if age is None:
        return None
    return next(((low, high) for low, high in AGE_GROUPS if low <= age and (high is None or age <= high)), None)
