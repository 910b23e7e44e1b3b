"""Tables made at build time read expressions as those made from the grammar's text do."""

from pathlib import Path

import pytest
from lark import Lark

from lianfang.plan import grammar

EXPRESSIONS = [
    "classification in (confirmed, asymptomatic)",
    "not exists(case of the same county where classification is confirmed) or classification is suspected",
    "1 +",
    "",
]


@pytest.fixture
def fresh() -> None:
    grammar.parser.cache_clear()


def told(parser: Lark, text: str) -> str:
    try:
        return parser.parse(text).pretty()
    except Exception as wrong:
        # What was expected there comes in no order.
        return "\n".join(sorted(f"{type(wrong).__name__}: {wrong}".splitlines()))


def read_by(monkeypatch: pytest.MonkeyPatch, tables: Path, made: list[str]) -> Lark:
    monkeypatch.setattr(grammar, "TABLES", tables)
    slowly = grammar._made
    monkeypatch.setattr(grammar, "_made", lambda text: made.append(text) or slowly(text))
    return grammar.parser()


@pytest.mark.usefixtures("fresh")
def test_tables_that_fit_are_taken_and_read_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    tables = tmp_path / "grammar.tables"
    tables.write_bytes(grammar.tables())
    slowly = grammar._made(grammar._grammar())
    made: list[str] = []
    quickly = read_by(monkeypatch, tables, made)
    assert made == []
    assert [told(quickly, text) for text in EXPRESSIONS] == [told(slowly, text) for text in EXPRESSIONS]


@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize("held", [None, b"", b"of another grammar\nwhatever"])
def test_tables_of_another_grammar_are_left(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, held: bytes | None
) -> None:
    tables = tmp_path / "grammar.tables"
    if held is not None:
        tables.write_bytes(held)
    made: list[str] = []
    assert read_by(monkeypatch, tables, made) and len(made) == 1


def test_the_package_has_tables_that_fit() -> None:
    assert grammar.kept() is not None
