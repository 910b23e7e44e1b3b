"""The six rules in OpenFisca-Core, in an interpreter of its own: how often each is owed, over everybody at once.

    python deriving_peer.py FOLDER PEOPLE, the folder with the facts of deriving_facts.py; prints a line of JSON.

A variable a rule, a person an entity, in vectors as OpenFisca has it. It only counts: it knows no who, no when and no
why. What is timed are arrays in, counts out, and beside it (`reading`) the reading of the arrays from the same files;
memory is the most this process held.
"""

import json
import resource
import sys
import time
from pathlib import Path

import duckdb
import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

DAY = "2021-01-15"
# Of each person, as arrays of the day: what the rules ask about.
INPUTS = {
    "arrived": ("journey", "direction = 'arrival'", bool),
    "arrived_untested": (
        "journey",
        "direction = 'arrival' AND coalesce(evidence_result <> 'negative' OR evidence_sampled < occurred_from"
        " - INTERVAL 7 DAY, TRUE)",
        bool,
    ),
    "exposed": ("exposure", "\"grade\" IN ('close', 'secondary')", bool),
    "temperature": ("health_check", "TRUE", np.float32),
    "entries": ("observation", "observation = 'central' AND stage = 'entered'", np.int32),
    "ill": ("\"case\"", "classification IN ('confirmed', 'asymptomatic')", bool),
}  # fmt: skip

Person = build_entity("person", "persons", "a person", is_person=True)


def _input(name: str, type_: type) -> type[Variable]:
    kinds = {bool: bool, np.float32: float, np.int32: int}
    return type(name, (Variable,), {"value_type": kinds[type_], "entity": Person, "definition_period": DateUnit.DAY})


def _rule(name: str, formula: object) -> type[Variable]:
    told = {"value_type": int, "entity": Person, "definition_period": DateUnit.DAY, "formula": formula}
    return type(name, (Variable,), told)


RULES = {
    "arrival_observed": lambda person, period: person("arrived", period),
    "arrival_tested": lambda person, period: person("arrived_untested", period),
    "contact_isolated": lambda person, period: person("exposed", period),
    "fever_sampled": lambda person, period: person("temperature", period) > 37.3,
    "isolation_specimens": lambda person, period: person("entries", period) * 4,
    "case_reported": lambda person, period: person("ill", period),
}


def _arrays(folder: Path, people: int) -> dict[str, np.ndarray]:
    """Each input as an array over the numbers of people."""
    made = {}
    with duckdb.connect(config={"memory_limit": "1GB"}) as connection:
        for name, (kind, among, type_) in INPUTS.items():
            value = "temperature" if name == "temperature" else "1"
            file = folder / f"{kind.strip(chr(34))}.parquet"
            told = connection.execute(
                f"SELECT substr(person, 2)::INTEGER AS n, {value} AS v FROM read_parquet('{file}') WHERE {among}"  # noqa: S608 (names of ours)
            ).fetchnumpy()
            array = np.zeros(people, dtype=type_)
            if name == "entries":
                np.add.at(array, told["n"], told["v"])
            else:
                array[told["n"]] = told["v"]
            made[name] = array
    return made


def main() -> None:
    folder, people = Path(sys.argv[1]), int(sys.argv[2])
    begin, processor = time.perf_counter(), time.process_time()
    arrays = _arrays(folder, people)
    reading = {"seconds": time.perf_counter() - begin, "processor_seconds": time.process_time() - processor}

    begin, processor = time.perf_counter(), time.process_time()
    system = TaxBenefitSystem([Person])
    system.add_variables(*(_input(name, type_) for name, (_, _, type_) in INPUTS.items()))
    system.add_variables(*(_rule(name, formula) for name, formula in RULES.items()))
    simulation = SimulationBuilder().build_default_simulation(system, people)
    for name, array in arrays.items():
        simulation.set_input(name, DAY, array)
    counts = {name.replace("_", "-"): int(simulation.calculate(name, DAY).sum()) for name in RULES}
    told = {
        "seconds": time.perf_counter() - begin, "processor_seconds": time.process_time() - processor,
        "mebibytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "counts": counts, "reading": reading,
    }  # fmt: skip
    print(json.dumps(told))


if __name__ == "__main__":
    main()
