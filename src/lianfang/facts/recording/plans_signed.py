"""What the ledger takes as a proposed plan and as its signature, whichever door they come by.

A proposed plan has no mistake and is of the level of the area that proposes it. It is signed in that area by two
accounts, each for the text as proposed, and only when every clause in it is found.
"""

from collections.abc import Callable, Mapping

import polars as pl

from lianfang.facts.cells import reason
from lianfang.facts.recorder import Recorder
from lianfang.facts.recording.lookups import heads_by
from lianfang.facts.recording.values import Reasons
from lianfang.places.models import Area
from lianfang.plan.signing import read_texts, unsignable
from lianfang.vocabulary import Layout

# The column that cannot be and why, of a row, its subject and whoever records it.
Wrong = Callable[[Mapping[str, object], str | None, Recorder], tuple[str, str] | None]


def refuse_unfit_plans(frame: pl.DataFrame, layout: Layout, by: Recorder, reasons: Reasons) -> None:
    """Notes the proposals and signatures of plans that cannot be, each with why."""
    names = {part.name for part in layout.parts}
    for kind, wrong_with in (("plan_proposal", _proposal), ("plan_signature", _signature)):
        if kind in names:
            _each(frame, kind, wrong_with, by, reasons)


def _each(frame: pl.DataFrame, kind: str, wrong_with: Wrong, by: Recorder, reasons: Reasons) -> None:
    columns = [name for name in frame.columns if name.startswith(f"{kind}.")]
    subjects = frame["plan"].to_list()
    for place, row in enumerate(frame.select(columns).iter_rows(named=True)):
        told = {name.removeprefix(f"{kind}."): value for name, value in row.items()}
        why = wrong_with(told, subjects[place], by)
        if why is not None:
            column, said = why
            only = pl.Series([number == place for number in range(frame.height)], dtype=pl.Boolean)
            reasons.where(f"{kind}.{column}", frame, only, said)


def _proposal(told: Mapping[str, object], subject: str | None, by: Recorder) -> tuple[str, str] | None:
    plan, _findings = read_texts(str(told.get("texts") or ""))
    if subject is None or plan is None:
        return "texts", reason("plan_unfit")
    held = {"plan": plan.id, "layer": plan.layers[-1].id, "disease": plan.disease, "digest": plan.digest}
    for column, value in held.items():
        if told.get(column) != value:
            return column, reason("plan_told_otherwise")
    level = Area.objects.filter(code=by.area).values_list("level", flat=True).first()
    if plan.layers[-1].level != level:
        return "layer", reason("plan_of_another_level")
    return None


def _signature(told: Mapping[str, object], subject: str | None, by: Recorder) -> tuple[str, str] | None:
    wanted = ("subject", "digest", "texts", "area")
    proposed = heads_by("plan_proposal", "subject", [subject], wanted) if subject is not None else pl.DataFrame()
    if not proposed.height:
        return "digest", reason("no_plan")
    row = proposed.row(0, named=True)
    if told.get("digest") != row["digest"] or by.area != row["area"]:
        return "digest", reason("no_plan")
    if told.get("account") != by.account:
        return "account", reason("signed_for_another")
    signed = heads_by("plan_signature", "subject", [subject], ("subject", "recorded_by"))
    if by.account in signed["recorded_by"].to_list():
        return "account", reason("signed_already")
    if unsignable(read_texts(row["texts"])[1]):
        return "digest", reason("plan_unsignable")
    return None
