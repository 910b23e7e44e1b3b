"""The areas and units as tables for the pure rooms."""

import polars as pl

from lianfang.places.models import Area, CountingFrom, Unit


def areas_frame() -> pl.DataFrame:
    """All areas: ``code, parent, level, name, short_name, path, population, order``."""
    columns = ("code", "parent_id", "level", "name", "short_name", "path", "population", "order")
    schema = {name: pl.Int64 if name in ("population", "order") else pl.String for name in columns}
    rows = list(Area.objects.values_list(*columns))
    return pl.DataFrame(rows, schema=schema, orient="row").rename({"parent_id": "parent"})


def units_frame() -> pl.DataFrame:
    """All units: ``code, kind, name, area, path, leader, leader_telephone, capacity``."""
    columns = ("code", "kind", "name", "area_id", "path", "leader", "leader_telephone", "capacity")
    schema = {name: pl.Int64 if name == "capacity" else pl.String for name in columns}
    rows = list(Unit.objects.values_list(*columns))
    return pl.DataFrame(rows, schema=schema, orient="row").rename({"area_id": "area"})


def counting_from_frame() -> pl.DataFrame:
    """From which day persons count: ``area, disease, day``."""
    rows = list(CountingFrom.objects.values_list("area_id", "disease", "day"))
    return pl.DataFrame(rows, schema={"area": pl.String, "disease": pl.String, "day": pl.Date}, orient="row")
