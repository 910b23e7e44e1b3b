"""An outbreak closed: its figures signed, what the law keeps listed, the rest removed by the periods from a closing.

It is refused while a case of it is current, a contact is observed or a duty is open: what is still owed has to be seen.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import polars as pl
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lianfang import vocabulary
from lianfang.access.audit import audited
from lianfang.access.keys import keys
from lianfang.access.session import machine_session
from lianfang.derive.counts import counts, spells_of_cases, spells_of_contacts
from lianfang.facts import known_by
from lianfang.facts.models import Closing
from lianfang.facts.removing import ALIAS, as_retention
from lianfang.places.frames import areas_frame
from lianfang.places.models import Area
from lianfang.plan import Plan
from lianfang.plan.retained import Period
from lianfang.retention.removing import Done, remove_due
from lianfang.situation.models import CaseStatus, Contact, Duty
from lianfang.situation.plans import scopes_at
from lianfang.situation.writing import stored
from lianfang.vocabulary import Mistake

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Closed:
    """An outbreak as it was closed, or would be: by kind how many facts are removed, and how many later.

    What stays is in the ``closing``. ``later`` are those whose period from the closing is not over, each kind with the
    days; ``months`` are those whose keys were destroyed.
    """

    closing: Closing
    removed: dict[str, int]
    later: dict[str, tuple[int, int]]
    months: list[str] = field(default_factory=list)


def close(outbreak: str, at: datetime, by: str, second: str, disease: str | None = None, *, trial: bool) -> Closed:
    """Closes an outbreak at a moment, ``by`` one person and before a second; a trial takes all of it back.

    Raises Mistake where no case is of this outbreak, it was closed before, two people are not named, or something is
    still open: a current case, an observed contact, a duty; each is said with its number.
    """
    who, stands_by = by.strip(), second.strip()
    if not trial and (not who or not stands_by or who == stands_by):
        raise Mistake("two people close an outbreak: name one with --by and another with --second")
    with machine_session():
        cases, contacts = _of(outbreak, disease)
        diseases = sorted(set(cases["disease"]))
        if len(diseases) > 1:
            raise Mistake(f"{outbreak} has cases of {', '.join(diseases)}: say which with --disease")
        if Closing.objects.filter(outbreak=outbreak, disease=diseases[0]).exists():
            raise Mistake(f"{outbreak} was closed before")
        persons = sorted({*cases["person"], *contacts["person"]})
        _refuse_open(outbreak, cases, contacts, persons, at)
        named = {kind for _, period in _from_closing(diseases[0], at) for kind in period.kinds}
        told = _facts_about(persons, cases["case"].to_list(), at)
        kept = {kind: count for kind, count in told.items() if kind not in named}
        closing = _closing(outbreak, diseases[0], at, (who, stands_by), persons, cases, contacts, kept)
        if not trial:
            audited(None, "close outbreak", [UUID(one) for one in persons], where="command", name=who)
    if not trial:
        with as_retention():
            closing.save(using=ALIAS, force_insert=True)
    done = remove_due(at, f"{who}、{stands_by}", trial=trial, beside=closing if trial else None)
    removed = _by_kind(done, closing)
    later = {
        kind: (told[kind] - removed.get(kind, 0), period.after.days)
        for _, period in _from_closing(closing.disease, at) for kind in period.kinds
        if period.after and told.get(kind, 0) > removed.get(kind, 0)
    }  # fmt: skip
    return Closed(closing, removed, later, done.months)


def _from_closing(disease: str, at: datetime) -> list[tuple[Plan, Period]]:
    held = [scope.plan for of_plan in scopes_at(at) for scope in of_plan if scope.plan.disease == disease]
    return [(plan, period) for plan in held for period in plan.periods if period.since == "closing"]


def _by_kind(done: Done, closing: Closing) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in done.rules:
        if one.due.closing is not None and one.due.closing.id == closing.id:
            for gone in one.gone:
                found[gone.kind] = found.get(gone.kind, 0) + gone.facts
    return found


def _of(outbreak: str, disease: str | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    cases = stored(CaseStatus).filter(pl.col("outbreak") == outbreak)
    if disease is not None:
        cases = cases.filter(pl.col("disease") == disease)
    if not cases.height:
        raise Mistake(f"no case is of an outbreak called {outbreak!r}")
    contacts = stored(Contact).filter(pl.col("case").is_in(cases["case"].implode()))
    return cases, contacts


def _refuse_open(
    outbreak: str, cases: pl.DataFrame, contacts: pl.DataFrame, persons: list[str], at: datetime
) -> None:  # fmt: skip
    current = cases.filter(pl.col("ended").is_null() & (pl.col("classification") != "excluded")).sort("number", "case")
    observed = contacts.filter(pl.col("released").is_null() & pl.col("ground_fell").is_null())
    open_ = Duty.objects.filter(person__in=persons, met=None, waived=None, opened__lte=at)
    duties = sorted({(duty.rule, duty.key) for duty in open_ if duty.ends is None or duty.ends > at})
    wrong = []
    if current.height:
        wrong.append(f"{current.height} cases are current ({_some(current['number'].fill_null('?').to_list())})")
    if duties:
        wrong.append(f"{len(duties)} duties are open ({_some([rule for rule, _ in duties])})")
    if observed.height and not duties:
        wrong.append(f"{observed['person'].n_unique()} contacts are not released")
    if wrong:
        raise Mistake(f"{outbreak} cannot be closed: {'; '.join(wrong)}")


def _some(names: list[str]) -> str:
    distinct = list(dict.fromkeys(names))
    return ", ".join(distinct[:_SHOWN]) + (" …" if len(distinct) > _SHOWN else "")


def _facts_about(persons: list[str], cases: list[str], at: datetime) -> dict[str, int]:
    """By kind how many facts are about these people and cases."""
    kinds = [kind.name for kind in vocabulary.kinds() if kind.about_a_person]
    told = known_by(at, kinds, {"person": persons, "case": cases}, columns=["id"])
    return {kind: frame.height for kind, frame in told.items() if frame.height}


def _closing(
    outbreak: str, disease: str, at: datetime, two: tuple[str, str], persons: list[str], cases: pl.DataFrame,
    contacts: pl.DataFrame, kept: dict[str, int],
) -> Closing:  # fmt: skip
    areas = areas_frame()
    inside = cases["responsible"].drop_nulls().to_list()
    root = _common(inside) or areas.sort("path")["path"][0]
    area = Area.objects.filter(path=root).values_list("code", flat=True).first() or ""
    admissions = known_by(at, ["admission"], {"person": cases["person"].to_list()})["admission"]
    spells = pl.concat([spells_of_cases(cases, admissions), spells_of_contacts(contacts, areas)])
    figures = [
        [row["area"], str(row["date"]), row["figure"], row["origin"] or "", row["value"]]
        for row in counts(spells, at).filter(pl.col("value") > 0).sort("date", "area", "figure", "origin").to_dicts()
    ]
    text = signed_text(outbreak, disease, figures)
    return Closing(
        id=uuid4(), at=at, by=two[0], second=two[1], outbreak=outbreak, disease=disease, area=area, area_path=root,
        persons=persons, figures=figures, kept=kept, digest=hashlib.sha256(text).hexdigest(),
        signature=Ed25519PrivateKey.from_private_bytes(keys().signing_key()).sign(text).hex(),
    )  # fmt: skip


def signed_text(outbreak: str, disease: str, figures: list[list[Any]]) -> bytes:
    """What is signed of a closing: the outbreak, its disease and its figures (area, day, figure, origin, value)."""
    told = {"outbreak": outbreak, "disease": disease, "figures": figures}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _common(paths: list[str]) -> str:
    """The path of the smallest area in which all of these lie."""
    if not paths:
        return ""
    parts = [path.strip("/").split("/") for path in paths]
    same = [each[0] for each in zip(*parts, strict=False) if len(set(each)) == 1]
    return f"/{'/'.join(same)}/" if same else ""
