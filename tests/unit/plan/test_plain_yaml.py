"""Plans read quickly are read as slowly: the same tree, with the same places, or not at all."""

from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianfang.plan.branch import DEEPEST, MOST
from lianfang.plan.marked_yaml import marked
from lianfang.plan.plain_yaml import plain
from lianfang.plan.tree import read

SHIPPED = sorted(file.name for file in files("lianfang.plans").iterdir() if file.name.endswith(".yaml"))
SHIPPED.append("earlier/covid19_2020.yaml")
TEXTS = {name: files("lianfang.plans").joinpath(name).read_text("utf-8") for name in SHIPPED}
ERRORS = Path(__file__).parents[2] / "plan_errors"
TEXTS |= {file.name: file.read_text("utf-8") for file in sorted(ERRORS.glob("*/*.yaml"))}
PIECES = [
    "[", "]", "{", "}", ":", ": ", "- ", "? ", "&a ", "*a ", "!x ", "|", "> ", "'", '"', "#", " #", ",", "%", "---",
    "...", "\n", "\t", "\r\n", "\u2028", "\ufeff", "𠮷", "\x00", "`", "@", "\\", "~", "=", "<<", "9e9", "是",
]  # fmt: skip


def same(text: str) -> bool:
    """Whether a text is read quickly; fails where that says something else."""
    quickly = plain(text, DEEPEST, MOST)
    if quickly is None:
        return False
    assert (quickly, []) == marked(text)
    return True


@pytest.mark.parametrize("name", SHIPPED)
def test_every_plan_that_ships_is_read_quickly(name: str) -> None:
    assert same(TEXTS[name])


@settings(max_examples=150)
@given(data=st.data())
def test_a_bent_plan_is_the_same_or_left_to_the_slow_reader(data: st.DataObject) -> None:
    lines = TEXTS[data.draw(st.sampled_from(sorted(TEXTS)))].splitlines()
    at = data.draw(st.integers(0, max(len(lines) - 12, 0)))
    lines = lines[at : at + 12]
    for _ in range(data.draw(st.integers(1, 4))):
        line = data.draw(st.integers(0, len(lines) - 1)) if lines else 0
        cut = data.draw(st.integers(0, len(lines[line]))) if lines else 0
        piece = data.draw(st.sampled_from(PIECES) | st.text(max_size=4))
        lines[line : line + 1] = [lines[line][:cut] + piece + lines[line][cut:]] if lines else [piece]
    same("\n".join(lines) + "\n")


@settings(max_examples=300)
@given(st.lists(st.sampled_from([*PIECES, "a", "b c", "1", "  "]), max_size=20).map("".join))
def test_any_text_is_the_same_or_left_to_the_slow_reader(text: str) -> None:
    same(text + "\n")


@pytest.mark.parametrize("bracket", ["[", "{", "- ", "? "])
def test_brackets_without_end_are_told_and_end_nothing(bracket: str) -> None:
    read_, findings = read(bracket * 100_000)
    assert read_ is None and findings


def test_a_key_said_twice_a_type_and_a_part_too_deep_are_left_to_the_slow_reader() -> None:
    deep = "".join(" " * level + "a:\n" for level in range(DEEPEST + 2)) + " " * (DEEPEST + 2) + "b"
    for text in ("a: 1\na: 2", "a: *x", "a: &x [*x]", "a: !x 1", deep, "", "# nothing", "--- a\n--- b"):
        assert plain(f"{text}\n", DEEPEST, MOST) is None
    assert plain("[" + "1," * 10 + "1]\n", DEEPEST, 5) is None
