"""A mapping says what is wrong with it in one line; what it says is done to the cells."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from lianfang import facts
from lianfang.access.session import machine_session
from lianfang.facts import load as loading
from lianfang.vocabulary import Mistake

Loaded = Callable[..., Any]
AT = datetime(2021, 1, 10, 8, tzinfo=UTC)


def known(kind: str) -> Any:
    """The facts of a kind as the machine sees them: all areas'."""
    with machine_session():
        return facts.known_by(AT, [kind])[kind]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("columns: {}\n", "kind is missing"),
        ("kind: linelst\n", "nothing is called 'linelst'"),
        ("kind: linelist\ncolums: {}\n", "did you mean 'columns'"),
        ("kind: linelist\ncolumns: {case.onsett: x}\n", "did you mean 'case.onset'"),
        ("kind: linelist\ncolumns: {case.onset: {form: x}}\n", "did you mean 'from'"),
        ("kind: linelist\ndate_order: ydm\n", "use ymd, mdy or dmy"),
        ("kind: [\n", "not YAML"),
    ],
)
def test_a_mistake_in_a_mapping_is_one_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(text)
    with pytest.raises(Mistake, match=said) as error:
        loading.mapping_of(path)
    assert "\n" not in str(error.value)


def test_shipped_mappings_hold_and_their_headers_tell_them_apart() -> None:
    seen = {}
    for name, mapping in loading.shipped().items():
        assert mapping.about, name
        if mapping.automatic:
            key = mapping.kind, frozenset(mapping.headers)
            assert key not in seen, (name, seen.get(key))
            seen[key] = name
            told = {header for source in mapping.columns.values() for header in source.headers}
            assert told <= set(mapping.headers), name


@pytest.mark.django_db
def test_a_mapping_file_translates_prefixes_counts_days_and_falls_back(
    areas: None, loaded: Loaded, tmp_path: Path
) -> None:
    mapping = tmp_path / "ours.yaml"
    mapping.write_text(
        """
kind: linelist
disease: norovirus
prefix: S-
day_zero: needed
columns:
  case.number: nr
  case.onset: {from: ill, days: true}
  case.occurred_from: {from: [seen, ill], days: true}
  case.classification: {from: k, values: {x: confirmed, y: suspected}}
  person.age: {from: months, times: 0.08333333333}
constants:
  case.responsible: "230127"
"""
    )
    text = "nr,ill,seen,k,months\n1,2,,x,24\n2,3,5,y,\n"
    with pytest.raises(Mistake, match="--day-zero"):
        loaded("linelist", text, map=str(mapping))
    answer = loaded("linelist", text, map=str(mapping), day_zero=date(2020, 12, 1))
    assert (answer.loaded, answer.rejected) == (2, 0)
    found = {row["number"]: row for row in known("case").iter_rows(named=True)}
    assert (found["S-1"]["onset"], found["S-1"]["classification"]) == (date(2020, 12, 3), "confirmed")
    assert found["S-1"]["occurred_from"].isoformat() == "2020-12-02T16:00:00+00:00"
    assert found["S-2"]["occurred_from"].isoformat() == "2020-12-05T16:00:00+00:00"
    assert round(known("person")["age"].max(), 3) == 2.0


@pytest.mark.django_db
def test_a_mapping_for_other_headers_or_another_kind_is_one_line(areas: None, loaded: Loaded) -> None:
    with pytest.raises(Mistake, match=r"takes case\.number from 'patient_id'"):
        loaded("linelist", "a,b\n1,2\n", map="korea_2020_patients")
    with pytest.raises(Mistake, match="is for linelist"):
        loaded("counts", "a,b\n1,2\n", map="korea_2020_patients")
    with pytest.raises(Mistake, match="no mapping is called"):
        loaded("counts", "a,b\n1,2\n", map="korea")
