"""Which plans are in force. For now those that ship with the package, each over its disease, everywhere.

Of a plan with layers the lowest is in force: it holds what it stands on.
"""

from functools import cache
from importlib.resources import files

from lianfang import plan
from lianfang.plan import Plan
from lianfang.vocabulary import Mistake


@cache
def plans_in_force() -> tuple[Plan, ...]:
    """The plans in force, loaded once a process. Raises Mistake where one of them cannot be read."""
    loaded = []
    for file in sorted(files("lianfang.plans").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".yaml"):
            read, findings = plan.load(file.read_text(encoding="utf-8"), file.name)
            if read is None:
                raise Mistake(f"{file.name}: {len(findings)} findings; run lianfang plan check {file.name}")
            loaded.append(read)
    below = {layer.id for each in loaded for layer in each.layers[:-1]}
    return tuple(each for each in loaded if each.layers[-1].id not in below)


def plan_of(disease: str) -> Plan | None:
    """The plan in force for a disease, or None."""
    return next((each for each in plans_in_force() if each.disease == disease), None)
