"""Whatever a page may say of a row or a file that it refuses, it can say in Chinese: no English sentence is left."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lianfang.facts.cells import chinese

PACKAGE = Path(__file__).parents[4] / "src/lianfang"
# Mapping files are read on the command line alone; its options are named with two hyphens.
OF_THE_COMMAND_LINE = re.compile(
    r"--set \S+: |--known-at|mapping cannot be read|units need|areas'? (codes|need)|no such mapping|known_at out"
    r"|lianfang load units"
)
# A sentence put together of parts; its whole is among the examples below.
IN_PARTS = ("x: x is x; x", "x: is no JSON; ask for the file again, or x")
FILES = [
    *(PACKAGE / "facts/recording").glob("*.py"),
    *(path for path in (PACKAGE / "facts/load").glob("*.py") if path.name != "mapping.py"),
    *(PACKAGE / "facts/reading").glob("*.py"),
    PACKAGE / "facts/entry.py",
    PACKAGE / "places/names.py",
    *(PACKAGE / "exchange/letters").glob("*.py"),
    PACKAGE / "reports/render/pdf.py",
    PACKAGE / "reports/handover_ledger.py",
]


def _sentence(node: ast.expr) -> str:
    """A literal with something in place of each expression; empty where it is none."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)
    return ""


def _named(tree: ast.AST) -> dict[str, str]:
    """The sentences that have a name before they are said."""
    return {
        ast.unparse(node.targets[0]): _sentence(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and _sentence(node.value)
    }


def _said(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The sentences that become a reason of a row (the last of a triple, of where() and add()) or a Mistake."""
    named = _named(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Tuple) and len(node.elts) == 3:
            yield node.lineno, _sentence(node.elts[2])
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("where", "add"):
            if len(node.args) == 4:
                yield node.lineno, _sentence(node.args[3])
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("Mistake", "RejectedRow")
        ):
            yield node.lineno, _sentence(node.args[-1]) or named.get(ast.unparse(node.args[-1]), "")
        elif isinstance(node, ast.Return | ast.Assign) and node.value is not None and _is_said(node):
            yield node.lineno, _sentence(node.value)


def _is_said(node: ast.Return | ast.Assign) -> bool:
    if isinstance(node, ast.Assign):
        return ast.unparse(node.targets[0]).startswith("found.reasons[")
    return node.value is not None and _sentence(node.value).startswith("x: ")


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_sentence_has_its_chinese(path: Path) -> None:
    untold = [
        f"line {line}: {sentence}"
        for line, sentence in _said(ast.parse(path.read_text(encoding="utf-8")))
        if " " in sentence
        and sentence not in IN_PARTS
        and not OF_THE_COMMAND_LINE.search(sentence)
        and chinese(sentence) == sentence
    ]
    assert not untold


@pytest.mark.parametrize(
    ("english", "zh"),
    [
        ("is below 3; check the value", "小于 3：请核对"),
        ("is below 3", "小于 3"),
        ("病例分类 / Classification is missing; fill it in", "缺“病例分类”：请填写"),
        ("'河东' is the name of 2 areas; write the code, e.g. 231", "'河东' 是 2 个辖区的名称：请写代码，例如 231"),
        ("no case of measles has this number; load the line list first, or mend the number",
         "病种 measles 没有这个编号的病例：请先导入病例一览表，或改正编号"),
        ("a.xlsx: its ending says .xlsx, but it is a picture; save the table as .csv or .xlsx",
         "a.xlsx：扩展名是 .xlsx，内容却不是（a picture），请存为 .csv 或 .xlsx"),
        ("a.csv: line 2 is neither UTF-8 nor GB18030; save the file again as CSV UTF-8",
         "a.csv：第 2 行既不是 UTF-8 也不是 GB18030 编码，请重新存为 CSV UTF-8"),
        ("a.json: is no JSON; ask for the file again, or read the letter itself",
         "a.json：不是 JSON 文件，请对方重发，或直接读入函件"),
        ("a.xlsx: the file is empty; save it again with its rows", "a.xlsx：文件是空的，请填好数据后重新保存"),
    ],
)  # fmt: skip
def test_the_most_particular_sentence_is_meant(english: str, zh: str) -> None:
    assert chinese(english) == zh
