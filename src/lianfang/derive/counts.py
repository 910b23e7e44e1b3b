"""Counts: the one definition of every figure, used by page, list and report alike.

A figure counts spells: from when to when a person or case was so. New on day D is what began in D; cumulative what
began before D ended; current what began before D ended and had not ended by then. A day is [00:00, 24:00) local.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

COUNTS = {
    "area": pl.String,
    "disease": pl.String,
    "date": pl.Date,
    "figure": pl.String,
    "origin": pl.String,
    "value": pl.Int64,
}
ZONE = "Asia/Shanghai"
SPELLS = ("area", "disease", "origin", "subject", "what", "start", "end")

# What is counted, and which of new, current, cumulative of it are figures.
FIGURES: dict[str, tuple[str, ...]] = {
    "confirmed": ("new", "current", "cumulative"),
    "asymptomatic": ("new", "current", "cumulative"),
    "suspected": ("new", "current", "cumulative"),
    "clinical": ("new", "current", "cumulative"),
    "severe": ("current",),
    "critical": ("current",),
    "discharged": ("new", "cumulative"),
    "died": ("new", "cumulative"),
    "turned": ("new",),
    "admitted": ("current",),
    "contacts": ("current", "cumulative"),
    "released": ("cumulative",),
    "tested": ("new",),
}


def spells_of_cases(cases: pl.DataFrame, admissions: pl.DataFrame) -> pl.DataFrame:
    """The spells of cases: as suspected until classified otherwise, as confirmed until the outcome, and so on.

    ``cases`` has the columns of ``case_status``, ``admissions`` a ``person``. An asymptomatic infection that turns into
    a confirmed case is counted as one until then, as the other from then. Severity is as it stands now.
    """
    later = {
        "suspected": ("clinical", "confirmed", "asymptomatic", "excluded", "ended"),
        "clinical": ("confirmed", "excluded", "ended"),
        "asymptomatic": ("confirmed", "excluded", "ended"),
        "confirmed": ("excluded", "ended"),
    }
    parts = []
    for what, ends in later.items():
        begun = cases.filter(pl.col(what).is_not_null())
        after = [pl.when(pl.col(end) >= pl.col(what)).then(pl.col(end)) for end in ends]
        parts.append(_spells(begun, what, pl.col(what), pl.min_horizontal(after)))
    confirmed = cases.filter(pl.col("confirmed").is_not_null() & (pl.col("classification") != "excluded"))
    for severity in ("severe", "critical"):
        parts.append(
            _spells(confirmed.filter(pl.col("severity") == severity), severity, pl.col("confirmed"), pl.col("ended"))
        )
    for outcome in ("discharged", "died"):
        parts.append(_spells(confirmed.filter(pl.col("outcome") == outcome), outcome, pl.col("ended"), None))
    turned = confirmed.filter(pl.col("asymptomatic") < pl.col("confirmed"))
    parts.append(_spells(turned, "turned", pl.col("confirmed"), None))
    in_hospital = confirmed.join(admissions.select("person").unique(), on="person", how="semi")
    parts.append(_spells(in_hospital, "admitted", pl.col("confirmed"), pl.col("ended")))
    return pl.concat(parts)


def spells_of_contacts(contacts: pl.DataFrame, areas: pl.DataFrame) -> pl.DataFrame:
    """The spells of close contacts: traced from when judged, released from release or from when the ground fell."""
    close = _placed(contacts.filter(pl.col("grade") == "close"), areas)
    each = close.group_by("counted_in", "disease", "person").agg(
        pl.col("judged").min(), pl.min_horizontal("released", "ground_fell").max().alias("over")
    )
    each = each.with_columns(pl.lit("").alias("origin"), pl.col("person").alias("case"))
    over = each.filter(pl.col("over").is_not_null())
    return pl.concat(
        [_spells(each, "contacts", pl.col("judged"), pl.col("over")), _spells(over, "released", pl.col("over"), None)]
    )


def spells_of_tests(specimens: pl.DataFrame, people: pl.DataFrame, areas: pl.DataFrame) -> pl.DataFrame:
    """A spell for each person sampled; a person sampled twice on a day is one person tested that day."""
    sampled = specimens.explode("persons").rename({"persons": "case"}).filter(pl.col("case").is_not_null())
    homes = people.select(pl.col("person").alias("case"), "responsible")
    sampled = _placed(sampled.join(homes, on="case", how="left"), areas).with_columns(pl.lit("").alias("origin"))
    return _spells(sampled, "tested", pl.col("occurred_from"), None)


def _placed(frame: pl.DataFrame, areas: pl.DataFrame) -> pl.DataFrame:
    codes = areas.select(pl.col("path").alias("responsible"), pl.col("code").alias("counted_in"))
    return frame.join(codes, on="responsible", how="left")


def _spells(frame: pl.DataFrame, what: str, start: pl.Expr, end: pl.Expr | None) -> pl.DataFrame:
    moment = pl.Datetime("us", "UTC")
    return frame.select(
        pl.col("counted_in").alias("area"),
        "disease",
        pl.col("origin").fill_null("local").alias("origin"),
        pl.col("case").alias("subject"),
        pl.lit(what).alias("what"),
        start.cast(moment).alias("start"),
        (pl.lit(None) if end is None else end).cast(moment).alias("end"),
    )


def counts(spells: pl.DataFrame, at: datetime, zone: str = ZONE) -> pl.DataFrame:
    """Every figure that is not zero, by area, disease, origin and day up to the day of ``at``.

    ``spells`` has the columns ``SPELLS``; answers ``area, disease, date, figure, origin, value``,
    sorted by all but the value.
    """
    first = spells["start"].min()
    if first is None or first > at:  # type: ignore[operator]
        return pl.DataFrame(schema=COUNTS)
    last = at.astimezone(ZoneInfo(zone)).date()
    by_what = _in_days(spells.filter(pl.col("area").is_not_null()), zone).partition_by("what", as_dict=True)
    parts = [
        _counted(by_what[what,], f"{how}_{what}", how, last)
        for what, hows in FIGURES.items()
        if (what,) in by_what
        for how in hows
    ]
    return pl.concat([pl.DataFrame(schema=COUNTS), *parts]).sort("area", "disease", "date", "figure", "origin")


def rows_behind(spells: pl.DataFrame, figure: str, day: datetime, zone: str = ZONE) -> pl.DataFrame:
    """The spells that a figure counts on the local day of ``day``: the very rows that it opens."""
    how, _, what = figure.partition("_")
    local = day.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    begins, ends = local.astimezone(UTC), (local + timedelta(days=1)).astimezone(UTC)
    found = spells.filter((pl.col("what") == what) & _counts_on(how, begins, ends))
    return found.select(SPELLS).unique(maintain_order=True)


def _counts_on(how: str, begins: datetime, ends: datetime) -> pl.Expr:
    """Whether a spell is new, current or in the cumulative figure of the day from one moment until another."""
    begun = pl.col("start") < ends
    if how == "new":
        return (pl.col("start") >= begins) & begun
    return begun if how == "cumulative" else begun & (pl.col("end").is_null() | (pl.col("end") >= ends))


def _in_days(spells: pl.DataFrame, zone: str) -> pl.DataFrame:
    """The spells with the local days on which they began and ended: `_from`, `_until`."""
    begun, over = (pl.col(name).dt.convert_time_zone(zone).dt.date() for name in ("start", "end"))
    return spells.with_columns(_from=begun, _until=over)


def _counted(spells: pl.DataFrame, figure: str, how: str, last: date) -> pl.DataFrame:
    """One figure of every day up to the last: whoever is in it from a day on adds one, from the day after none.

    So each spell is looked at once, not once a day: an outbreak of years has as many days as cases.
    """
    key = ["area", "disease", "origin"]
    beyond = pl.lit(last + timedelta(days=1))
    ends = {"new": pl.col("_from") + timedelta(days=1), "cumulative": beyond, "current": pl.col("_until")}[how]
    each = spells.select(*key, "subject", "_from", _until=pl.min_horizontal(ends.fill_null(beyond), beyond))
    each = each.filter(pl.col("_from") < pl.col("_until")).sort("_from")
    # Two spells of one subject that touch or overlap are one: it counts once a day.
    before = pl.col("_until").cum_max().shift(1).over(*key, "subject")
    each = each.with_columns(_run=(pl.col("_from") > before).fill_null(True).cum_sum().over(*key, "subject"))
    runs = each.group_by(*key, "subject", "_run").agg(pl.col("_from").min(), pl.col("_until").max())
    moves = pl.concat([runs.select(*key, date="_from", by=1), runs.select(*key, date="_until", by=-1)])
    steps = moves.group_by(*key, "date").agg(pl.col("by").sum()).sort("date")
    steps = steps.with_columns(
        value=pl.col("by").cum_sum().over(key), _next=pl.col("date").shift(-1).over(key)
    ).filter(pl.col("value") > 0)  # fmt: skip
    return steps.with_columns(date=pl.date_ranges("date", "_next", closed="left")).explode("date").select(
        "area", "disease", "date", pl.lit(figure).alias("figure"), "origin", pl.col("value").cast(pl.Int64)
    )  # fmt: skip
