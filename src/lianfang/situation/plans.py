"""Which plans are in force: those that ship, each over its disease and everywhere, and the versions signed since.

Of a plan with layers the lowest is in force: it holds what it stands on. Of the versions of one plan that ship, the
file that is called as the plan is; another edition beside it is there to be read, compared and signed. A plan for every
disease binds through those that use it. What was signed is read from the table of
versions, which every process looks at once a request and once a refresh: a question of one row.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from importlib.resources import files
from threading import local
from zoneinfo import ZoneInfo

from django.db.models import Count, Max

from lianfang import plan
from lianfang.access.session import current
from lianfang.derive.bound import EVERYWHERE
from lianfang.derive.scopes import Outdated, Scope, Version, outdated, scopes
from lianfang.facts import clock
from lianfang.plan import Plan, Rule, words
from lianfang.plan.model import Week
from lianfang.plan.signing import read_texts
from lianfang.situation.models import PlanVersion
from lianfang.vocabulary import Mistake

Token = tuple[int, datetime | None]


@dataclass(frozen=True, slots=True)
class _Read:
    token: Token
    versions: tuple[Version, ...]


_read = _Read((0, None), ())
# Whether this thread has looked since its request began, and the time by which it then went.
_looked = local()


@cache
def shipped_plans() -> tuple[Plan, ...]:
    """The plans that ship, loaded once a process. Raises Mistake where one of them cannot be read."""
    loaded = []
    for file in sorted(files("lianfang.plans").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".yaml") and _called_as_its_plan(file.read_text(encoding="utf-8"), file.name):
            loaded.append(_sound(file.read_text(encoding="utf-8"), file.name))
    below = {layer.id for each in loaded for layer in each.layers[:-1]}
    own = (each for each in loaded if each.disease != words.ANY_DISEASE)
    return tuple(each for each in own if each.layers[-1].id not in below)


def _sound(text: str, name: str) -> Plan:
    """The plan of a file that ships."""
    read, findings = plan.load(text, name)
    if read is None:
        raise Mistake(f"{name}: {len(findings)} findings; run lianfang plan check {name}")
    return read


def _called_as_its_plan(text: str, name: str) -> bool:
    """Whether a file is called as the plan in it is, seen without reading the whole."""
    return re.search(rf"^plan: {re.escape(name.removesuffix('.yaml'))}\s*$", text, re.MULTILINE) is not None


def look_again() -> None:
    """Lets this thread ask, before it next answers, whether a plan was signed meanwhile: with each request, refresh."""
    _looked.at = None


def signed_versions() -> tuple[Version, ...]:
    """The versions signed since, those that have not begun too, in the order in which they were signed."""
    global _read
    if getattr(_looked, "at", None) is None:
        found = PlanVersion.objects.aggregate(number=Count("id"), last=Max("signed"))
        token = (found["number"], found["last"])
        if token != _read.token:
            _read = _Read(token, tuple(_version(row) for row in PlanVersion.objects.order_by("signed", "version")))
        # Only where something was signed does the time decide.
        _looked.at = clock.now() if _read.versions else datetime.max.replace(tzinfo=UTC)
    return _read.versions


def _version(row: PlanVersion) -> Version:
    return Version(_plan(row.texts), row.path or EVERYWHERE, row.begins, row.signed)


def _plan(texts: str) -> Plan:
    """The plan of the texts that were signed; raises Mistake where this version of the program cannot read them."""
    read, findings = read_texts(texts)
    if read is None:
        raise Mistake(f"a signed plan has {len(findings)} findings: {findings[0].name}: {findings[0].message}")
    return read


def scopes_at(at: datetime) -> tuple[tuple[Scope, ...], ...]:
    """Plan by plan where which versions hold at a moment, as known then."""
    return _scopes((*(Version(each) for each in shipped_plans()), *signed_versions()), at)


@lru_cache(maxsize=16)
def _scopes(versions: tuple[Version, ...], at: datetime) -> tuple[tuple[Scope, ...], ...]:
    """A page asks for each of its rows what a rule is called: the versions are put in their places once a moment."""
    return tuple(scopes(versions, at))


def here() -> str:
    """The path of the session's area; that of all areas where it has none."""
    return current().area or EVERYWHERE


def plans_in_force(area: str | None = None) -> tuple[Plan, ...]:
    """The plans in force now in the area of a path; without one in the area of the session."""
    if not signed_versions():
        return shipped_plans()
    path = here() if area is None else area
    held = (_holding(of_plan, path) for of_plan in scopes_at(_looked.at))
    return tuple(scope.plan for scope in held if scope is not None)


def layers_outdated(area: str | None = None) -> tuple[Outdated, ...]:
    """The layers within an area, or in which it lies, that keep an older edition than that in force around them.

    The area is a path; without one that of the session.
    """
    if not signed_versions():
        return ()
    path = here() if area is None else area
    found = (one for of_plan in scopes_at(_looked.at) for one in outdated(of_plan))
    return tuple(one for one in found if one.area.startswith(path) or path.startswith(one.area))


def every_plan() -> tuple[Plan, ...]:
    """Every version that is or was in force anywhere, those of the session's area first: for what a rule is called."""
    signed = (one.plan for one in reversed(signed_versions()))
    return tuple(dict.fromkeys((*plans_in_force(), *signed, *shipped_plans())))


def rule_of(plan: str | None, rule: str | None) -> tuple[Plan, Rule] | None:
    """The plan and the rule by their ids, or None where no version that is or was in force has such a rule."""
    for each in every_plan():
        if plan in (None, each.id):
            for one in each.rules:
                if one.id == rule:
                    return each, one
    return None


def outermost_plans(at: datetime) -> tuple[Plan, ...]:
    """Of each plan the version in force in its greatest area at a moment."""
    return tuple(of_plan[0].plan for of_plan in scopes_at(at))


def _holding(of_plan: tuple[Scope, ...], path: str) -> Scope | None:
    return next((scope for scope in reversed(of_plan) if path.startswith(scope.area)), None)


def plan_of(disease: str) -> Plan | None:
    """The plan in force for a disease, or None."""
    return next((each for each in plans_in_force() if each.disease == disease), None)


def week_in(disease: str, area: str | None = None) -> Week:
    """The epidemiological week of the plan in force for a disease in the area of a path (else the session's)."""
    return next((each.week for each in plans_in_force(area) if each.disease == disease), "iso")


@cache
def _earlier() -> tuple[Plan, ...]:
    """The earlier versions of whole plans that ship; a layer beside them holds where it is signed, not by itself."""
    kept = sorted(files("lianfang.plans").joinpath("earlier").iterdir(), key=lambda file: file.name)
    texts = [(file.name, file.read_text(encoding="utf-8")) for file in kept if file.name.endswith(".yaml")]
    return tuple(_sound(text, name) for name, text in texts if not re.search("^stands on:", text, re.MULTILINE))


def planned_diseases(at: datetime) -> frozenset[str]:
    """The diseases for which a plan holds at a moment, wherever that is."""
    return frozenset(scope.plan.disease for of_plan in scopes_at(at) for scope in of_plan)


def unplanned(diseases: Iterable[str], at: datetime) -> list[str]:
    """Those of these diseases for which no plan holds anywhere at a moment."""
    held = planned_diseases(at)
    return [] if words.ANY_DISEASE in held else sorted(set(diseases) - held)


def levels_in_scopes(at: datetime) -> list[tuple[Scope, Plan]]:
    """The plans by which areas get their levels on the day of a moment, each with where it holds."""
    held = [(scope, _on_day(scope.plan, at)) for of_plan in scopes_at(at) for scope in of_plan]
    return [(scope, each) for scope, each in held if each.levels]


def plans_of_levels(at: datetime, area: str | None = None) -> tuple[Plan, ...]:
    """The plans by which an area (its path; else the session's) gets its level on the day of a moment."""
    path = here() if area is None else area
    held = (_holding(of_plan, path) for of_plan in scopes_at(at))
    found = [_on_day(scope.plan, at) for scope in held if scope is not None]
    return tuple(each for each in found if each.levels)


def _on_day(held: Plan, at: datetime) -> Plan:
    """The plan, or the earlier version that ships of it while that was in force."""
    day = at.astimezone(ZoneInfo(held.time_zone)).date()
    then = [
        one for one in _earlier()
        if one.id == held.id and one.in_force_from is not None and one.in_force_from <= day
        and (one.in_force_until is None or day <= one.in_force_until)
    ]  # fmt: skip
    return then[-1] if then else held


def forget() -> None:
    """Lets this process forget what was signed, as when another database is put in place of the one it read."""
    global _read
    _read = _Read((0, None), ())
    look_again()
