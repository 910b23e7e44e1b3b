"""Which plans are in force. For now those that ship with the package, each over its disease, everywhere.

Of a plan with layers the lowest is in force: it holds what it stands on. Of the versions of one plan that ship, the
file that is called as the plan is; another edition beside it is there to be read, compared and signed. A plan for every
disease binds through those that use it.
"""

import re
from datetime import datetime
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from lianfang import plan
from lianfang.plan import Plan, words
from lianfang.vocabulary import Mistake


@cache
def plans_in_force() -> tuple[Plan, ...]:
    """The plans in force, loaded once a process. Raises Mistake where one of them cannot be read."""
    loaded = []
    for file in sorted(files("lianfang.plans").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".yaml") and _called_as_its_plan(file.read_text(encoding="utf-8"), file.name):
            read, findings = plan.load(file.read_text(encoding="utf-8"), file.name)
            if read is None:
                raise Mistake(f"{file.name}: {len(findings)} findings; run lianfang plan check {file.name}")
            loaded.append(read)
    below = {layer.id for each in loaded for layer in each.layers[:-1]}
    own = (each for each in loaded if each.disease != words.ANY_DISEASE)
    return tuple(each for each in own if each.layers[-1].id not in below)


def _called_as_its_plan(text: str, name: str) -> bool:
    """Whether a file is called as the plan in it is, seen without reading the whole."""
    return re.search(rf"^plan: {re.escape(name.removesuffix('.yaml'))}\s*$", text, re.MULTILINE) is not None


def plan_of(disease: str) -> Plan | None:
    """The plan in force for a disease, or None."""
    return next((each for each in plans_in_force() if each.disease == disease), None)


@cache
def _earlier() -> tuple[Plan, ...]:
    """The earlier versions that ship."""
    kept = sorted(files("lianfang.plans").joinpath("earlier").iterdir(), key=lambda file: file.name)
    texts = [(file.name, file.read_text(encoding="utf-8")) for file in kept if file.name.endswith(".yaml")]
    loaded = [plan.load(text, name)[0] for name, text in texts]
    return tuple(each for each in loaded if each is not None)


def plans_of_levels(at: datetime) -> tuple[Plan, ...]:
    """The plans by which areas get their levels on the day of a moment: of each the earlier version while it was so."""
    chosen = []
    for each in plans_in_force():
        day = at.astimezone(ZoneInfo(each.time_zone)).date()
        then = [
            one for one in _earlier()
            if one.id == each.id and one.in_force_from is not None and one.in_force_from <= day
            and (one.in_force_until is None or day <= one.in_force_until)
        ]  # fmt: skip
        chosen.append(then[-1] if then else each)
    return tuple(each for each in chosen if each.levels)
