"""The six rules in OpenFisca-Core, in an interpreter of its own: how often each is owed, over everybody at once.

    python deriving_peer.py FOLDER PEOPLE FILE, the folder with the facts of deriving_facts.py; writes FILE, as JSON.

A person an entity, what is told of a person a variable, a rule a variable whose formula is its condition, in vectors as
OpenFisca has it. It only counts: it knows no who, no when and no why, and one fact of a kind of each person. Words are
told as the numbers of enumerations and moments as hours, so that nothing is text. What is timed are arrays in, counts
out, and beside it (`reading`) the reading of the arrays from the same files; memory is the most this process held.
"""

import json
import resource
import sys
import time
from pathlib import Path

import duckdb
import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum, EnumArray
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

DAY = "2021-01-15"
EVIDENCE_HOURS = 7 * 24
Person = build_entity("person", "persons", "a person", is_person=True)


def _words(name: str, *told: str) -> type[Enum]:
    """An enumeration of words, of which the first says that nothing was told."""
    return Enum(name, {word: word for word in ("untold", *told)})


Direction = _words("Direction", "arrival", "departure")
Result = _words("Result", "negative", "positive")
Grade = _words("Grade", "close", "secondary", "general")
Isolation = _words("Isolation", "central", "home")
Stage = _words("Stage", "entered", "released")
Classification = _words("Classification", "confirmed", "asymptomatic", "suspected")
# What is told of each person: the kind of fact, its column, and as what OpenFisca holds it.
INPUTS = {
    "direction": ("journey", "direction", Direction),
    "evidence_result": ("journey", "evidence_result", Result),
    "evidence_sampled": ("journey", "evidence_sampled", "hours"),
    "arrived": ("journey", "occurred_from", "hours"),
    "grade": ("exposure", "grade", Grade),
    "temperature": ("health_check", "temperature", "degrees"),
    "isolation": ("observation", "observation", Isolation),
    "stage": ("observation", "stage", Stage),
    "classification": ("case", "classification", Classification),
}


def _input(name: str, held: object) -> type[Variable]:
    told: dict[str, object] = {"entity": Person, "definition_period": DateUnit.DAY}
    if isinstance(held, str):
        told["value_type"] = {"hours": int, "degrees": float}[held]
    else:
        told |= {"value_type": Enum, "possible_values": held, "default_value": held["untold"]}
    return type(name, (Variable,), told)


def _rule(name: str, formula: object) -> type[Variable]:
    told = {"value_type": int, "entity": Person, "definition_period": DateUnit.DAY, "formula": formula}
    return type(name, (Variable,), told)


def _arrival_tested(person, period):
    result, sampled = person("evidence_result", period), person("evidence_sampled", period)
    old = (sampled == 0) | (sampled < person("arrived", period) - EVIDENCE_HOURS)
    return (person("direction", period) == Direction.arrival) & ((result != Result.negative) | old)


def _contact_isolated(person, period):
    grade = person("grade", period)
    return (grade == Grade.close) | (grade == Grade.secondary)


def _isolation_specimens(person, period):
    isolated = person("isolation", period) == Isolation.central
    return (isolated & (person("stage", period) == Stage.entered)) * 4


def _case_reported(person, period):
    classification = person("classification", period)
    return (classification == Classification.confirmed) | (classification == Classification.asymptomatic)


RULES = {
    "arrival_observed": lambda person, period: person("direction", period) == Direction.arrival,
    "arrival_tested": _arrival_tested,
    "contact_isolated": _contact_isolated,
    "fever_sampled": lambda person, period: person("temperature", period) > 37.3,
    "isolation_specimens": _isolation_specimens,
    "case_reported": _case_reported,
}


def _asked(column: str, held: object) -> str:
    """A column as a number, in the words of DuckDB."""
    if held == "degrees":
        return f"coalesce({column}, 0)::FLOAT"
    if held == "hours":
        return f"coalesce(epoch_ms({column}) // 3600000, 0)::INTEGER"
    names = ", ".join(f"'{one.name}'" for one in held)
    return f"coalesce(list_position([{names}], {column}) - 1, 0)::UTINYINT"


def _arrays(folder: Path, people: int) -> dict[str, np.ndarray]:
    """Each input as an array over the numbers of people; a file is read once."""
    made = {}
    with duckdb.connect(config={"memory_limit": "1GB"}) as connection:
        for kind in dict.fromkeys(kind for kind, _, _ in INPUTS.values()):
            own = {name: (column, held) for name, (of, column, held) in INPUTS.items() if of == kind}
            columns = ", ".join(f'{_asked(column, held)} AS "{name}"' for name, (column, held) in own.items())
            told = connection.execute(
                f"SELECT substr(person, 2)::INTEGER AS n, {columns} FROM read_parquet('{folder / kind}.parquet')"  # noqa: S608 (names of ours)
            ).fetchnumpy()
            for name, (_, held) in own.items():
                array = np.zeros(people, dtype=told[name].dtype)
                array[told["n"]] = told[name]
                made[name] = array if isinstance(held, str) else EnumArray(array, held)
    return made


def main() -> None:
    folder, people, file = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    begin, processor = time.perf_counter(), time.process_time()
    arrays = _arrays(folder, people)
    reading = {"seconds": time.perf_counter() - begin, "processor_seconds": time.process_time() - processor}

    begin, processor = time.perf_counter(), time.process_time()
    system = TaxBenefitSystem([Person])
    system.add_variables(*(_input(name, held) for name, (_, _, held) in INPUTS.items()))
    system.add_variables(*(_rule(name, formula) for name, formula in RULES.items()))
    simulation = SimulationBuilder().build_default_simulation(system, people)
    for name in list(arrays):
        simulation.set_input(name, DAY, arrays.pop(name))
    counts = {name.replace("_", "-"): int(simulation.calculate(name, DAY).sum()) for name in RULES}
    told = {
        "seconds": time.perf_counter() - begin, "processor_seconds": time.process_time() - processor,
        "mebibytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "counts": counts, "reading": reading,
    }  # fmt: skip
    file.write_text(json.dumps(told))


if __name__ == "__main__":
    main()
