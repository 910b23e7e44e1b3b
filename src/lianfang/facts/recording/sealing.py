"""What is encrypted at rest: its keyed hash beside it for finding and comparing, its ciphertext when it is written."""

from datetime import datetime

import polars as pl

from lianfang.access.ciphers import encrypted, lookup_hashes
from lianfang.facts.matching import pinyin_keys
from lianfang.vocabulary import SEALED, Kind, Layout


def sealed_columns(kind: Kind) -> list[str]:
    """The names of this kind's columns that are encrypted at rest."""
    return [column.name for column in kind.columns if column.type in SEALED]


def hashed(frame: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """The frame with ``…_hash`` beside each column that is encrypted, and the sort key beside a person's name."""
    for kind in layout.parts:
        for name in sealed_columns(kind):
            full = f"{kind.name}.{name}"
            if full in frame.columns:
                frame = frame.with_columns(_hashes(frame[full]).alias(f"{full}_hash"))
    if "person.name" in frame.columns:
        frame = frame.with_columns(pinyin_keys(frame["person.name"]).alias("person.name_key"))
    return frame


def _hashes(texts: pl.Series) -> pl.Series:
    present = texts.drop_nulls()
    hashes = pl.Series("hash", lookup_hashes(present.to_list()), dtype=pl.Binary)
    rows = texts.is_not_null().arg_true()
    return (
        pl.Series([None] * texts.len(), dtype=pl.Binary).scatter(rows, hashes)
        if present.len()
        else pl.Series([None] * texts.len(), dtype=pl.Binary)
    )


def ciphertexts(texts: pl.Series, at: datetime) -> pl.Series:
    """The texts encrypted with the key of the month."""
    present = texts.drop_nulls()
    if not present.len():
        return pl.Series(texts.name, [None] * texts.len(), dtype=pl.Binary)
    sealed = iter(encrypted(present.to_list(), at.strftime("%Y-%m")))
    return pl.Series(texts.name, [None if text is None else next(sealed) for text in texts], dtype=pl.Binary)
