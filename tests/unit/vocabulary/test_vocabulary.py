"""The vocabulary holds together: names are told apart, choices have options, layouts refer to what is there."""

import pytest

from lianfang import vocabulary
from lianfang.vocabulary import LEDGER, SUBJECTS, Mistake, Type


@pytest.mark.parametrize("kind", vocabulary.kinds(), ids=lambda kind: kind.name)
def test_a_kind_of_fact_holds_together(kind):
    names = [column.name for column in kind.columns]
    assert len(names) == len(set(names))
    assert not set(names) & {column.name for column in LEDGER}
    assert kind.subject in SUBJECTS
    assert kind.key
    for part in kind.key:
        assert part in names or part in ("subject", "occurred_from"), part
    for column in kind.columns:
        assert column.zh and column.en
        assert (column.type is Type.CHOICE) == bool(column.options), column.name
        assert (column.type in (Type.SUBJECT, Type.SUBJECTS)) == bool(column.of), column.name
        assert len({option.name for option in column.options}) == len(column.options)


@pytest.mark.parametrize("layout", vocabulary.layouts(), ids=lambda layout: layout.name)
def test_a_layout_refers_to_what_is_there(layout):
    parts = {part.name: part for part in layout.parts}
    assert set(layout.always) <= set(parts)
    for name, needs in layout.needs.items():
        for need in needs:
            assert need == "occurred_from" or parts[name].column(need)


@pytest.mark.parametrize("table", vocabulary.derived_tables(), ids=lambda table: table.name)
def test_a_derived_table_has_its_key_among_its_columns(table):
    names = [column.name for column in table.columns]
    assert set(table.key) <= set(names)
    assert len(names) == len(set(names))


def test_an_unknown_word_is_a_mistake_in_one_line():
    for ask in (vocabulary.kind, vocabulary.layout, vocabulary.derived):
        with pytest.raises(Mistake, match="called 'flu'"):
            ask("flu")


@pytest.mark.parametrize("written", ["来返", "来（返）", "来(返)", "返回", "抵返", "抵达", "Arrival", "arrival"])
def test_the_word_list_knows_how_an_arrival_is_written(written):
    from datetime import UTC, datetime

    import polars as pl

    from lianfang.facts.values import parsed

    options = vocabulary.kind("journey").column("direction").options
    found = parsed(pl.Series([written, "拟返"]), "choice", at=datetime(2021, 1, 10, tzinfo=UTC), options=options)
    assert found.values.to_list() == ["arrival", "intended_return"]
