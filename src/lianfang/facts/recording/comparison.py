"""Each telling against what the ledger holds: new, the same, or a correction of it."""

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import blake2b

import polars as pl

from lianfang.facts.recording.lookups import facts_by, heads_by, polars_type
from lianfang.facts.recording.paper import Paper
from lianfang.facts.recording.requirements import by_default
from lianfang.facts.recording.sealing import sealed_columns
from lianfang.facts.tables import columns_of
from lianfang.vocabulary import LEDGER, Kind

LOADED, UNCHANGED, CORRECTED = 1, 0, 2

_LEDGER = frozenset(column.name for column in LEDGER) | {"area_path", "request", "key", "content"}


@dataclass(frozen=True, slots=True)
class Compared:
    """Facts to write (with ``key``, ``content``, ``supersedes`` and a column ``row``), and the state of every row."""

    to_write: pl.DataFrame
    states: dict[int, int]
    later: pl.DataFrame


def own_columns(kind: Kind) -> list[str]:
    """The kept columns of this kind that are not every fact's."""
    return [name for name in columns_of(kind.name) if name not in _LEDGER]


def _digests(texts: pl.Series) -> pl.Series:
    made = pl.Series(
        "h", [blake2b(text.encode(), digest_size=16).hexdigest() for text in texts.to_list()], dtype=pl.String
    )
    h = pl.col("h").str
    dashed = pl.concat_str([h.slice(0, 8), h.slice(8, 4), h.slice(12, 4), h.slice(16, 4), h.slice(20)], separator="-")
    return made.to_frame().select(dashed).to_series()


def _joined(frame: pl.DataFrame, columns: list[str], first: str) -> pl.Series:
    def text(name: str) -> pl.Expr:
        if name not in frame.columns:
            return pl.lit("\x00")
        dtype = frame.schema[name]
        if dtype == pl.Binary:
            value = pl.col(name).bin.encode("hex")
        elif isinstance(dtype, pl.List):
            value = pl.col(name).list.eval(pl.element().sort()).list.join(",")
        elif isinstance(dtype, pl.Datetime):
            value = pl.col(name).dt.epoch("us").cast(pl.String)
        else:
            value = pl.col(name).cast(pl.String)
        return value.fill_null("\x00")

    return frame.select(pl.concat_str([pl.lit(first), *map(text, columns)], separator="\x1f").alias("text"))["text"]


def keys(frame: pl.DataFrame, kind: Kind) -> pl.Series:
    """The key of each telling: equal for two tellings of the same fact."""
    return _digests(_joined(frame, list(kind.key), kind.name)).rename("key")


def contents(frame: pl.DataFrame, kind: Kind) -> pl.Series:
    """The content of each telling: equal for two that say the same. What is encrypted counts by its keyed hash."""
    columns = [name for name in own_columns(kind) if name not in sealed_columns(kind)]
    columns += ["occurred_until", "withdrawn", *(["occurred_from"] if kind.moment_required else [])]
    return _digests(_joined(frame, columns, "")).rename("content")


def compared(
    part: pl.DataFrame, kind: Kind, paper: Paper | None = None, deciding: Collection[tuple[str, int]] = ()
) -> Compared:
    """Compares tellings of one kind with the ledger's heads.

    ``part`` has the kind's columns without prefix (what is encrypted still in the clear, its hash beside it), and
    ``row``, ``subject``, ``supersedes``. A blank says nothing: what the ledger holds there stays. Of two different
    tellings of one fact in the same batch the second is left for ``later``. ``paper`` counts what was told and what of
    it was held. ``deciding`` are by kind and row those that correct what is disputed: written also where they say the
    same, for so it is confirmed.
    """
    keyed = part.with_columns(keys(part, kind))
    wanted = [*own_columns(kind), "id", "original", "key", "content", "occurred_from", "occurred_until", "withdrawn"]
    explicit = keyed.filter(pl.col("supersedes").is_not_null())
    by_key = heads_by(kind.name, "key", keyed["key"].unique().to_list(), wanted)
    by_id = heads_by(kind.name, "id", explicit["supersedes"].to_list(), wanted)
    heads = pl.concat(
        [by_key.with_columns(pl.col("key").alias("found")), by_id.with_columns(pl.col("id").alias("found"))]
    )
    # Of a fact told late one thread stands and others were withdrawn: what stands is what is corrected.
    heads = heads.sort("withdrawn", maintain_order=True).unique("found", keep="first")
    heads = heads.rename({name: f"old.{name}" for name in wanted})
    whole = keyed.with_columns(pl.coalesce("supersedes", "key").alias("found")).join(
        heads, on="found", how="left", maintain_order="left"
    )
    whole = told = _without_defaults(whole, kind)
    keyed = whole.select(name for name in keyed.columns if name in whole.columns)
    whole = _carried_over(whole, kind)
    if heads.height:
        # What was carried over may belong to the key.
        whole = whole.with_columns(keys(whole, kind))
    whole = whole.with_columns(contents(whole, kind))
    rows_deciding = [row for name, row in deciding if name == kind.name]
    state = (
        pl.when(pl.col("old.id").is_null())
        .then(LOADED)
        .when((pl.col("old.content") == pl.col("content")) & ~pl.col("row_number").is_in(rows_deciding))
        .then(UNCHANGED)
        .otherwise(CORRECTED)
    )
    whole = whole.with_columns(state.alias("state"), pl.col("old.id").alias("supersedes"))
    whole = whole.with_columns(pl.coalesce("old.original", "old.id").alias("original"))
    if "reason" in whole.columns:
        # A reason is that of a correction; what is told for the first time has none.
        whole = whole.with_columns(pl.when(pl.col("supersedes").is_not_null()).then("reason").alias("reason"))
    whole = _settled(whole, keyed, kind)
    # The same telling twice in one batch is one fact; another telling of the same fact waits for its turn.
    changing = whole.filter(pl.col("state") != UNCHANGED).unique("found", keep="first", maintain_order=True)
    changing = changing.select("found", pl.col("content").alias("first"), pl.col("row_number").alias("first_row"))
    whole = whole.join(changing, on="found", how="left", maintain_order="left")
    again = (pl.col("row_number") > pl.col("first_row")).fill_null(False)
    repeated = whole.filter(again & (pl.col("content") == pl.col("first")))
    later = whole.filter(again & (pl.col("content") != pl.col("first")))["row_number"]
    states = dict(whole.filter(~pl.col("row_number").is_in(later.implode())).select("row_number", "state").iter_rows())
    states.update(dict.fromkeys(repeated["row_number"].to_list(), UNCHANGED))
    to_write = whole.filter((pl.col("row_number") == pl.col("first_row")).fill_null(False))
    if paper is not None:
        paper.count(told.filter(~pl.col("row_number").is_in(later.implode())), kind)
    return Compared(to_write, states, part.filter(pl.col("row_number").is_in(later.implode())))


def as_given(part: pl.DataFrame, kind: Kind) -> Compared:
    """Tellings that are written whole as they stand: a fact of a thread, told late, of what was known early.

    ``supersedes`` may name any fact of the kind, one that was superseded since as well. Columns as ``compared`` has.
    """
    whole = part.with_columns(
        [
            pl.lit(None, polars_type(kind.name, name)).alias(name)
            for name in own_columns(kind)
            if name not in part.columns and name not in sealed_columns(kind)
        ]
    ).with_columns(pl.col("withdrawn").fill_null(False))
    whole = whole.with_columns(keys(whole, kind), contents(whole, kind))
    wanted = [*own_columns(kind), "id", "original", "occurred_from", "occurred_until", "withdrawn"]
    before = facts_by(kind.name, "id", whole["supersedes"].drop_nulls().unique().to_list(), wanted)
    before = before.rename({name: f"old.{name}" for name in wanted}).with_columns(pl.col("old.id").alias("supersedes"))
    whole = whole.join(before, on="supersedes", how="left", maintain_order="left")
    whole = whole.with_columns(
        pl.when(pl.col("supersedes").is_null()).then(LOADED).otherwise(CORRECTED).alias("state"),
        pl.coalesce("old.original", "old.id").alias("original"),
        # Nothing is carried over, not what is sealed either.
        *(pl.lit(None, pl.Binary).alias(f"old.{name}") for name in sealed_columns(kind)),
    )
    return Compared(whole, dict(whole.select("row_number", "state").iter_rows()), part.clear())


def _settled(whole: pl.DataFrame, keyed: pl.DataFrame, kind: Kind) -> pl.DataFrame:
    """Tellings of one fact that contradict each other change nothing where the last word is what the ledger holds.

    So a file that contradicts itself can be loaded again without turning the fact over and over.
    """
    found = whole["found"]
    several = found.is_duplicated() & whole["old.id"].is_not_null() & (whole["state"] != UNCHANGED)
    if not several.any():
        return whole
    groups = found.filter(several).unique()
    told = [name for name in keyed.columns if name not in ("row_number", "key", "supersedes")]
    rows = keyed.with_columns(found).filter(pl.col("found").is_in(groups.implode()))
    last = rows.group_by("found", maintain_order=True).agg(
        pl.col("row_number").last(), pl.col(told).drop_nulls().last(), pl.col("supersedes").last()
    )
    olds = [name for name in whole.columns if name.startswith("old.")]
    heads = whole.unique("found", keep="first").select("found", *olds)
    last = _carried_over(last.join(heads, on="found", how="left", maintain_order="left"), kind)
    same = last.filter(contents(last, kind) == last["old.content"])["found"]
    quiet = pl.col("found").is_in(same.implode())
    return whole.with_columns(pl.when(quiet).then(UNCHANGED).otherwise(pl.col("state")).alias("state"))


def _without_defaults(whole: pl.DataFrame, kind: Kind) -> pl.DataFrame:
    """Of what corrects a fact, whose unit nobody named: it stays that of the fact."""
    filled = [column.name for column in kind.columns if by_default(column.name) in whole.columns]
    corrects = pl.col("old.id").is_not_null()
    return whole.with_columns(
        pl.when(pl.col(by_default(name)) & corrects).then(None).otherwise(pl.col(name)).alias(name) for name in filled
    ).drop(by_default(name) for name in filled)


def _carried_over(whole: pl.DataFrame, kind: Kind) -> pl.DataFrame:
    sealed = set(sealed_columns(kind))
    carried = []
    for name in [*own_columns(kind), "occurred_from", "occurred_until"]:
        if name in sealed:
            # Ciphertext is carried as it is when the row is written; the hash beside it is compared.
            continue
        old = pl.col(f"old.{name}")
        if name not in whole.columns:
            carried.append(old.alias(name))
        else:
            carried.append(pl.coalesce(pl.col(name).cast(polars_type(kind.name, name)), old).alias(name))
    return whole.with_columns(carried).with_columns(pl.col("withdrawn").fill_null(False))
