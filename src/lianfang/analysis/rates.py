"""The four rates by which a response is watched: admitted, cured, infected, died; each with its exact interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaincinv

from lianfang.analysis.severity import Share, share


@dataclass(frozen=True, slots=True)
class FourRates:
    """收治率 ``admission``, 治愈率 ``cure``, 病亡率 ``fatality`` as shares; 感染率 ``infection`` per 100,000 residents,
    and ``among_contacts`` as a share of those whose observation is over. NaN where a whole is nothing or not known."""

    admission: Share
    cure: Share
    infection: Share
    among_contacts: Share
    fatality: Share


def four_rates(
    *,
    confirmed: float,
    discharged: float,
    died: float,
    in_hospital: float,
    population: float = np.nan,
    contacts_over: float = np.nan,
    contacts_infected: float = np.nan,
    chance: float = 0.95,
) -> FourRates:
    """The four rates from cumulative ``confirmed``, ``discharged``, ``died`` and those ``in_hospital`` now.

    Admission: in designated hospitals of those confirmed and neither discharged nor dead. Cure and fatality: discharged
    and dead of all confirmed. Infection: confirmed of 100,000 residents, and beside it the infected of the contacts
    whose observation is over. Shares have the interval of Clopper and Pearson 1934 (Biometrika 26, 404), the rate that
    of Garwood 1936 (Biometrika 28, 437). While cases grow cure and fatality are both too low: `severity` adjusts.

    Raises ValueError where a figure is negative, or more are discharged and dead than were confirmed.
    """
    figures = {
        "confirmed": confirmed, "discharged": discharged, "died": died, "in_hospital": in_hospital,
        "population": population, "contacts_over": contacts_over, "contacts_infected": contacts_infected,
    }  # fmt: skip
    for name, value in figures.items():
        if value < 0:
            raise ValueError(f"{name} is negative: {value:g}")
    ill = confirmed - discharged - died
    if ill < 0:
        raise ValueError(f"{discharged:g} discharged and {died:g} dead are more than {confirmed:g} confirmed")
    return FourRates(
        admission=share(in_hospital, ill, chance),
        cure=share(discharged, confirmed, chance),
        infection=_per_hundred_thousand(confirmed, population, chance),
        among_contacts=share(contacts_infected, contacts_over, chance),
        fatality=share(died, confirmed, chance),
    )


def _per_hundred_thousand(cases: float, population: float, chance: float) -> Share:
    if not population > 0:
        return Share(np.nan, np.nan, np.nan)
    tail = (1 - chance) / 2
    low = float(gammaincinv(cases, tail)) if cases > 0 else 0.0
    scale = 100_000 / population
    return Share(cases * scale, low * scale, float(gammaincinv(cases + 1, 1 - tail)) * scale)
