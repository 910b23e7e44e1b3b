"""A plan as it is put before those who sign it: all its files together, and what stands in the way of signing."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache

from lianfang.plan.finding import Finding
from lianfang.plan.load import load
from lianfang.plan.model import Plan
from lianfang.plan.shelf import ID

UNFOUND = "clause-to-be-found"


def texts_of(plan: Plan) -> str:
    """The files of a plan as JSON, what it uses and then from the bottom: what is signed is read from nothing else."""
    told = [{"plan": layer.id, "text": layer.text} for layer in (*plan.used, *plan.layers)]
    return json.dumps(told, ensure_ascii=False)


@lru_cache(maxsize=64)
def read_texts(texts: str) -> tuple[Plan | None, tuple[Finding, ...]]:
    """The plan of `texts_of`, and what is found in the file that stands highest in it; never raises.

    What was proposed does not change, and a page shows all of it: each is read once a process.
    """
    try:
        told = {str(one["plan"]): str(one["text"]) for one in json.loads(texts)}
        name = list(told)[-1]
    except (ValueError, TypeError, KeyError, IndexError):
        return None, (Finding("unreadable-file", "these are no files of a plan", None),)
    # Nothing that ships meanwhile may take the place of what was signed.
    plan, findings = load(told[name], f"{name if ID.fullmatch(name) else 'plan'}.yaml", told.get)
    return plan, tuple(findings)


def unsignable(findings: Iterable[Finding]) -> list[Finding]:
    """What keeps a plan from being signed: every mistake, and each clause that is still to be found.

    They are those of the file proposed: what it stands on is answered for by whoever signed or shipped that.
    """
    return [one for one in findings if not one.note or one.name == UNFOUND]
