"""From codes to paths, and from a path upward to the unit that owes."""

import polars as pl


def with_path(frame: pl.DataFrame, code: str, areas: pl.DataFrame, name: str) -> pl.DataFrame:
    """The frame with the path of the area whose code stands in a column; null where it is unknown."""
    paths = areas.select(pl.col("code").alias(code), pl.col("path").alias(name))
    return frame.join(paths, on=code, how="left", maintain_order="left")


def with_unit_path(frame: pl.DataFrame, unit: str, units: pl.DataFrame, areas: pl.DataFrame, name: str) -> pl.DataFrame:
    """The frame with the path of the area of the unit whose code stands in a column."""
    placed = with_path(units.select(pl.col("code").alias(unit), pl.col("area").alias("_area")), "_area", areas, name)
    return frame.join(placed.select(unit, name), on=unit, how="left", maintain_order="left")
