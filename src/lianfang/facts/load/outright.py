"""What somebody says of single headers, over what a mapping says: this is that column, that one is not read."""

from dataclasses import replace

from lianfang.facts.load.headers import SHARED
from lianfang.facts.load.mapping import ColumnSource, Mapping
from lianfang.facts.load.options import Options
from lianfang.vocabulary import Layout


def told_outright(mapping: Mapping, options: Options, layout: Layout) -> Mapping:
    """The mapping with the options' ``columns`` and ``date_order`` in it.

    A header that is given a column is read first for it, before those that the mapping names; it is read for no other.
    """
    if options.date_order:
        mapping = replace(mapping, date_order=options.date_order)
    if not options.columns:
        return mapping
    left = {full: _without(source, options.columns) for full, source in mapping.columns.items()}
    columns = {full: source for full, source in left.items() if source is not None}
    for header, full in options.columns.items():
        for each in _meant(full, layout):
            before = columns.get(each, ColumnSource())
            columns[each] = replace(before, headers=(header, *before.headers))
    return replace(mapping, columns=columns)


def _without(source: ColumnSource, given: dict[str, str]) -> ColumnSource | None:
    """The source without these headers; None where nothing is left of it."""
    left = tuple(header for header in source.headers if header not in given)
    if left == source.headers or left or source.otherwise or source.row or source.file_name:
        return replace(source, headers=left)
    return None


def _meant(full: str, layout: Layout) -> list[str]:
    """The columns that a header so named fills: a disease or an outbreak is that of every part."""
    if not full:
        return []
    name = full.partition(".")[2]
    if name not in SHARED:
        return [full]
    return [other for other, _part, column in layout.columns() if column.name == name]
