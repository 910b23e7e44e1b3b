"""Plans as proposed and signed, as a page shows them: the text, by whom it is signed, what they then saw."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.http import Http404

from lianfang.access.models import Account
from lianfang.derive.bound import EVERYWHERE
from lianfang.desks.rules import spoken
from lianfang.facts import known_by
from lianfang.places.models import Area
from lianfang.plan import Finding, Plan, load
from lianfang.plan.parts import Names
from lianfang.plan.shelf import shipped
from lianfang.plan.signing import read_texts, unsignable
from lianfang.situation.followed import follows, not_followed
from lianfang.situation.models import PlanVersion
from lianfang.situation.plans import here, layers_outdated, plans_in_force, shipped_plans


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed a proposed plan, when, and what they saw of it, as known at a moment."""

    account: str
    signed_by: str
    at: datetime
    known: datetime
    preview: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed plan, what keeps it from being signed, its signatures, and from when it is in force once signed."""

    id: str
    plan: Plan
    area: Area
    begins: date
    proposed_by: str
    at: datetime
    note: str
    unsignable: tuple[Finding, ...]
    signatures: tuple[Signature, ...]
    in_force_from: date | None

    @property
    def text(self) -> str:
        """The file that was proposed; what it stands on is beneath it."""
        return self.plan.layers[-1].text

    def signed_by(self, account: Account) -> bool:
        """Whether this account has signed."""
        return any(one.account == account.username for one in self.signatures)


def proposals(at: datetime, ids: Iterable[str] | None = None) -> list[Proposal]:
    """The proposals that the session sees as known at a moment, the latest first: all, or those of these ids."""
    about = None if ids is None else {"plan": list(ids)}
    facts = known_by(at, ["plan_proposal", "plan_signature"], about)
    signed: dict[str, list[Signature]] = {}
    for row in facts["plan_signature"].sort("known_at", "id").iter_rows(named=True):
        one = Signature(
            row["account"], row["signed_by"], row["occurred_from"], row["known"], json.loads(row["preview"])
        )  # fmt: skip
        signed.setdefault(row["subject"], []).append(one)
    rows = facts["plan_proposal"].sort("occurred_from", descending=True).to_dicts()
    areas = {area.code: area for area in Area.objects.filter(code__in={row["area"] for row in rows})}
    begins = dict(
        PlanVersion.objects.filter(version__in=[row["subject"] for row in rows]).values_list("version", "begins")
    )
    begun = {str(version): day for version, day in begins.items()}
    found = []
    for row in rows:
        plan, findings = read_texts(row["texts"])
        if plan is None:
            # What an earlier version of the program took for a plan and this one does not.
            continue
        found.append(
            Proposal(
                row["subject"], replace(plan, in_force_from=row["begins"]), areas[row["area"]], row["begins"],
                row["proposed_by"] or row["recorded_by"], row["occurred_from"], row["note"] or "",
                tuple(unsignable(findings)), tuple(signed.get(row["subject"], ())), begun.get(row["subject"]),
            )
        )  # fmt: skip
    return found


def proposal_for(subject: str, at: datetime) -> Proposal:
    """The proposal of this id, if the session sees it. Raises Http404 else."""
    found = proposals(at, [subject])
    if not found:
        raise Http404("no such proposal")
    return found[0]


def plan_held(plan: str) -> Plan | None:
    """The plan of this id that is in force in the session's area, or None."""
    return next((each for each in plans_in_force() if each.id == plan), None)


def compared_with(new: Plan, area: str) -> Plan:
    """What a proposal takes the place of in an area: the version in force, or for a new plan one that says nothing."""
    held = next((each for each in plans_in_force(area) if each.id == new.id), None)
    return held or replace(new, rules=(), codes=(), levels=(), watches=(), parameters=(), digest="")


def text_read(text: str, area: str) -> tuple[Plan | None, list[Finding]]:
    """The plan of a text proposed in an area, with what it stands on as it is in force there, else as it ships.

    Of what a layer signed there keeps in an older edition it stands on the newer one: so it is signed again.
    """
    held = {
        layer.id: layer.text
        for plan in (*shipped_plans(), *plans_in_force(area))
        for layer in (*plan.used, *plan.layers)
    }
    held |= {one.layer.id: one.newer.layer(one.layer.id).text for one in layers_outdated(area) if one.area == area}
    return load(text, "plan.yaml", lambda name: held.get(name) or shipped(name))


@dataclass(frozen=True, slots=True)
class Older:
    """A layer that rests on an older edition: of which plan, in which area, what it keeps, since when a newer holds."""

    plan: str
    name: Names
    area: str
    keeps: Names
    since: date | None
    own: bool


def older_editions() -> list[Older]:
    """The layers in the session's area, or over it, that a newer edition reaches only when they are signed again."""
    found = layers_outdated()
    named = dict(Area.objects.filter(path__in=[one.area for one in found]).values_list("path", "name"))
    return [
        Older(
            one.plan.id, one.plan.layers[-1].names, named.get(one.area, one.area),
            one.newer.layer(one.layer.id).names, one.newer.in_force_from, one.area == here(),
        )
        for one in found
    ]  # fmt: skip


def versions_of(plan: str) -> list[PlanVersion]:
    """The signed versions of a plan that concern the session's area or lie in it, the latest first."""
    own, held = here(), PlanVersion.objects.filter(plan=plan).order_by("-begins", "-signed")
    return [one for one in held if _concerns(one, own) or (one.path or EVERYWHERE).startswith(own)]


def versions_held(plans: Iterable[Plan]) -> list[PlanVersion | None]:
    """Of plans in force in the session's area the signed version that each is; None where it ships."""
    held, own = list(plans), here()
    signed = PlanVersion.objects.filter(digest__in=[plan.digest for plan in held]).order_by("signed")
    told: dict[tuple[str, date | None], PlanVersion] = {
        (one.digest, one.begins): one for one in signed if _concerns(one, own)
    }
    return [told.get((plan.digest, plan.in_force_from)) for plan in held]


def _concerns(version: PlanVersion, area: str) -> bool:
    """Whether an area, by its path, lies where a version was signed for."""
    return area.startswith(version.path or EVERYWHERE)


def derived_whole(plan: Plan) -> dict[str, Any]:
    """What `plans/derived_whole.html` says: whether each fact has everything derived anew, and for which rules."""
    return {
        "derived_whole": not follows(plan), "not_followed": [spoken(rule.names) for rule in not_followed(plan)],
    }  # fmt: skip
