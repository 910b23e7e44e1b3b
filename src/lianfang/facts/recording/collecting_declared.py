"""A declaration that visits are collected names kinds of place that there are: another would never be collected."""

import polars as pl

from lianfang.facts.cells import reason
from lianfang.facts.place_kinds import kinds_unknown
from lianfang.facts.recording.values import Reasons
from lianfang.vocabulary import Layout

_KINDS = "declaration.place_kinds"


def refuse_unknown_places(frame: pl.DataFrame, layout: Layout, reasons: Reasons) -> None:
    """Notes the declarations that name a kind of place unknown, each with the words that name none."""
    if not any(part.name == "declaration" for part in layout.parts) or _KINDS not in frame.columns:
        return
    for told in frame[_KINDS].drop_nulls().unique().to_list():
        if unknown := kinds_unknown(told):
            why = reason("place_kind_unknown", kinds="、".join(unknown))
            reasons.where(_KINDS, frame, frame[_KINDS] == told, why)
