"""What tightens what a person owes: a second doctor signs, on a medical fact of that very person, or it is refused."""

import polars as pl

from lianfang.facts.cells import reason
from lianfang.facts.recording.lookups import heads_by, kept_of_merged
from lianfang.facts.recording.rows import values_of
from lianfang.facts.recording.values import Reasons
from lianfang.vocabulary import Layout
from lianfang.vocabulary.kinds.cases import DECISION

# Kinds of fact that say something medical of one person; where somebody was, or is held, is none.
MEDICAL = ("case", "exposure", "symptom", "health_check")


def refuse_lone_tightening(frame: pl.DataFrame, layout: Layout, reasons: Reasons) -> None:
    """Notes decisions to tighten that one doctor signed, or that rest on no medical fact of the person."""
    if DECISION not in layout.parts:
        return
    tightens = values_of(frame, "decision.decision") == "tightened"
    if not tightens.any():
        return
    first, second = (values_of(frame, f"decision.{name}").str.strip_chars() for name in ("doctor", "second_signer"))
    alone = (second.fill_null("") == "") | (first == second).fill_null(False)
    reasons.where("decision.second_signer", frame, tightens & alone, reason("alone"))
    facts = values_of(frame, "decision.medical_fact")
    own = _persons_of(facts.filter(tightens).drop_nulls().unique().to_list())
    pairs = zip(facts.to_list(), frame["person"].to_list(), strict=True)
    rests = pl.Series([(fact, person) in own for fact, person in pairs], dtype=pl.Boolean)
    reasons.where("decision.medical_fact", frame, tightens & ~rests, reason("no_medical_fact"))


def _persons_of(facts: list[str]) -> set[tuple[str, str]]:
    """Of these facts the medical ones that stand, each with whom it is about; with who was kept of somebody merged."""
    found = [_standing(kind, "id", facts, ("id", "person")) for kind in MEDICAL]
    results = _standing("test_result", "id", facts, ("id", "subject"))
    sampled = _standing("specimen", "subject", results["subject"].to_list(), ("subject", "persons"))
    found.append(results.join(sampled.explode("persons"), on="subject").select("id", person="persons"))
    pairs = pl.concat(found).drop_nulls()
    return set(pairs.with_columns(kept_of_merged(pairs["person"])).iter_rows())


def _standing(kind: str, column: str, values: list[str], wanted: tuple[str, ...]) -> pl.DataFrame:
    heads = heads_by(kind, column, values, (*wanted, "withdrawn"))
    return heads.filter(~pl.col("withdrawn")).select(wanted)
