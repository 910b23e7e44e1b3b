"""Who may be the same person: names as they sound, and how alike two people are."""

import polars as pl


def pinyin_keys(names: pl.Series) -> pl.Series:
    """The sort key of each name: its syllables as they sound, without tones."""
    from pypinyin import lazy_pinyin

    made = {name: " ".join(lazy_pinyin(name)).lower() for name in names.drop_nulls().unique().to_list()}
    return names.replace_strict(made, default=None, return_dtype=pl.String)
