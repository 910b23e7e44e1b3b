"""Seconds from recording a fact to its duties, committed and in another desk's list, on the invented county.

    python benchmarks/following.py [--size 60000]

The real way: `facts.record`, its commit, the refresh that the commit sets off, then the duty read as another desk.
"""

import argparse
import json
import time
from typing import Any
from uuid import uuid4

from installation import own_installation


def told(kind: str, rows: list[dict[str, Any]]) -> float:
    """Seconds until what follows from these rows can be read by the county's command."""
    from lianfang import facts
    from lianfang.access.models import Account
    from lianfang.access.session import session_of
    from lianfang.facts import clock
    from lianfang.situation.queries import duties_of

    cdc, commander = (Account.objects.get(username=name) for name in ("cdc", "commander"))
    by = facts.Recorder(cdc.username, cdc.area, cdc.unit)
    begin = time.perf_counter()
    recorded = facts.record(kind, rows, by, "benchmark", uuid4(), clock.now(), defaults={"disease": "covid19"})
    assert recorded.rejected == 0, recorded.rejections[:3]
    with session_of(commander):
        persons = set(recorded.subjects["person"])
        owing = set(
            duties_of(commander).filter(person__in=persons, rule="contact-isolated").values_list("person", flat=True)
        )
    seconds = time.perf_counter() - begin
    assert owing == persons, f"{len(persons - owing)} of {len(persons)} owe nothing yet"
    return seconds


def exposures(people: list[str], number: str) -> list[dict[str, Any]]:
    """Guests of a wedding, as an investigator tells them."""
    meal = {"exposure.case_number": number, "exposure.grade": "close", "exposure.setting": "婚宴"}
    meal |= {"exposure.occurred_from": "2021-01-09 11:30", "exposure.last": "2021-01-09 14:00"}
    return [{"person": person} | meal for person in people]


def followed() -> dict[str, float]:
    """What one fact takes, and a wedding, in the installation that is here."""
    from lianfang.access.session import machine_session
    from lianfang.situation.models import CaseStatus, Contact, PersonStatus

    with machine_session():
        case = CaseStatus.objects.filter(disease="covid19").exclude(confirmed=None).order_by("confirmed").last()
        assert case is not None
        known = set(Contact.objects.values_list("person", flat=True))
        known |= set(CaseStatus.objects.values_list("person", flat=True))
        free = PersonStatus.objects.exclude(person__in=known).order_by("person")
        people = [str(person) for person in free.values_list("person", flat=True)[:410]]
    number = str(case.number)
    singles = [told("exposures", exposures([person], number)) for person in people[:10]]
    return {
        "first_fact_seconds": round(singles[0], 2),
        "one_fact_seconds": round(sorted(singles[1:])[len(singles) // 2 - 1], 2),
        "wedding_of_400_seconds": round(told("exposures", exposures(people[10:], number)), 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=60_000)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with own_installation(demonstration=True):
        from lianfang import demonstration

        demonstration.prepare(size=arguments.size, fresh=False, say=lambda line: None)
        result = {"people": arguments.size, **followed()}
        print(json.dumps(result) if arguments.json else "\n".join(f"{k:28} {v}" for k, v in result.items()))


if __name__ == "__main__":
    main()
