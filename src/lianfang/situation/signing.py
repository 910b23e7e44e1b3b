"""The versions of plans that are signed, kept from the facts: proposed by one, signed by two, in force from a day."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from lianfang.facts import known_by
from lianfang.places.frames import areas_frame
from lianfang.plan.signing import read_texts
from lianfang.situation.models import NextChange, PlanVersion
from lianfang.situation.writing import replaced, stored

PLAN_BEGINS = "plan"
# So many different people sign.
SIGNERS = 2
_SCHEMA: dict[str, Any] = {
    "version": pl.String, "plan": pl.String, "layer": pl.String, "disease": pl.String, "digest": pl.String,
    "area": pl.String, "begins": pl.Date, "signed": pl.Datetime("us", "UTC"), "signers": pl.String, "texts": pl.String,
}  # fmt: skip


def signed_anew(at: datetime, subjects: Iterable[str] | None = None) -> bool:
    """Keeps the versions that are signed by now, of these proposals or of all; answers whether any is another."""
    told = None if subjects is None else {"plan": list(subjects)}
    if told is not None and not told["plan"]:
        return False
    facts = known_by(at, ["plan_proposal", "plan_signature"], told)
    rows = versions_of(facts["plan_proposal"], facts["plan_signature"])
    asked = {*facts["plan_proposal"]["subject"], *(told["plan"] if told else stored(PlanVersion)["version"])}
    paths = areas_frame().select(pl.col("code").alias("area"), "path")
    if not replaced(PlanVersion, "version", asked, rows.join(paths, on="area", how="left")):
        return False
    NextChange.objects.filter(kind=PLAN_BEGINS, subject__in=asked).delete()
    for version, texts, begins in rows.select("version", "texts", "begins").iter_rows():
        plan, _ = read_texts(texts)
        zone = ZoneInfo(plan.time_zone) if plan is not None else at.tzinfo
        NextChange.objects.create(kind=PLAN_BEGINS, subject=version, at=datetime.combine(begins, time(), zone))
    return True


def versions_of(proposals: pl.DataFrame, signatures: pl.DataFrame) -> pl.DataFrame:
    """The rows of versions: of each proposal that enough different accounts signed, for the text as proposed.

    It is signed with the last signature that was needed, and begins on the day proposed, or where that had passed by
    then, on the day of that signature.
    """
    rows = []
    for one in proposals.iter_rows(named=True):
        own = signatures.filter((pl.col("subject") == one["subject"]) & (pl.col("digest") == one["digest"]))
        own = own.sort("known_at", "id").unique("account", keep="first", maintain_order=True)
        if own.height < SIGNERS:
            continue
        plan, _ = read_texts(one["texts"])
        signed = own["known_at"][SIGNERS - 1]
        day = signed.astimezone(ZoneInfo(plan.time_zone)).date() if plan is not None else signed.date()
        rows.append(
            {
                "version": one["subject"], "begins": max(one["begins"], day), "signed": signed,
                "signers": "、".join(own["signed_by"].head(SIGNERS)),
                **{name: one[name] for name in ("plan", "layer", "disease", "digest", "area", "texts")},
            }
        )  # fmt: skip
    return pl.DataFrame(rows, schema=_SCHEMA)
