"""What two must do: nobody accepts what they did themselves, nor takes over the shift that they hand over."""

import polars as pl

from lianfang.facts.cells import reason
from lianfang.facts.recorder import Recorder
from lianfang.facts.recording.lookups import heads_by
from lianfang.facts.recording.rows import values_of
from lianfang.facts.recording.values import Reasons
from lianfang.vocabulary import Layout

_BY_HAND = ("page", "api")


def refuse_one_hand(frame: pl.DataFrame, layout: Layout, by: Recorder, source: str, reasons: Reasons) -> None:
    """Notes acceptances by the account that applied or by the unit that owes the task, and hand-overs signed twice.

    Who loads a file tells what others did, and has no hand in it.
    """
    if by.unit is None and source not in _BY_HAND:
        return
    names = {part.name for part in layout.parts}
    if "acceptance" in names:
        _own_acceptances(frame, by, reasons)
    if "handover" in names:
        _own_handovers(frame, by, reasons)


def _own_acceptances(frame: pl.DataFrame, by: Recorder, reasons: Reasons) -> None:
    asked = frame["task"].drop_nulls().unique().to_list()
    if not asked:
        return
    applied = heads_by("evidence", "subject", asked, ("subject", "recorded_by", "occurred_from"))
    last = applied.sort("occurred_from").unique("subject", keep="last")
    owners = heads_by("task", "subject", asked, ("subject", "owner")).unique("subject", keep="last")
    own = last.filter(pl.col("recorded_by") == by.account)["subject"].to_list()
    if by.unit is not None:
        own += owners.filter(pl.col("owner") == by.unit)["subject"].to_list()
    reasons.where("acceptance.accepted", frame, frame["task"].is_in(own), reason("own_work"))


def _own_handovers(frame: pl.DataFrame, by: Recorder, reasons: Reasons) -> None:
    units = values_of(frame, "handover.unit").drop_nulls().unique().to_list()
    if not units:
        return
    signed = heads_by("handover", "unit", units, ("unit", "changes", "side", "recorded_by"))
    own = signed.filter(pl.col("recorded_by") == by.account).select("unit", "changes", other="side")
    told = pl.DataFrame(
        {name: values_of(frame, f"handover.{name}", dtype) for name, dtype in _TOLD.items()}
    ).with_row_index("place")
    both = told.join(own, on=["unit", "changes"]).filter(pl.col("side") != pl.col("other"))["place"].to_list()
    mine = pl.Series(range(frame.height), dtype=pl.UInt32).is_in(both)
    reasons.where("handover.side", frame, mine, reason("own_shift"))


_TOLD: dict[str, pl.DataType | type[pl.DataType]] = {
    "unit": pl.String,
    "changes": pl.Datetime("us", "UTC"),
    "side": pl.String,
}
