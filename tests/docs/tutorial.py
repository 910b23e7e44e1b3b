"""A tutorial that can be run: files are written piece by piece, commands and programs are asked, answers compared.

Of a fenced block the words behind its opening say what it is: `yaml NAME` and `csv NAME` are added to the end of a
file, `console` is a command behind `$` and what it answers (`…` for lines left out before or behind), `python` a
program, whose answer is the `text` block behind it.
"""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from command_line import lianfang

FENCE = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


LEFT_OUT = "…\n"


@dataclass(frozen=True)
class Step:
    """A block that answers something: what it was asked, what the tutorial says, and what came."""

    asked: str
    said: str
    came: str
    span: tuple[int, int]


def steps(text: str, folder: Path) -> Iterator[Step]:
    """Runs a tutorial in a folder, which is the current one, block by block."""
    blocks = list(FENCE.finditer(text))
    for number, block in enumerate(blocks):
        kind, name, body = block.group(1), block.group(2), block.group(3)
        if name is not None:
            file = folder / name
            file.parent.mkdir(exist_ok=True)
            with file.open("a", encoding="utf-8") as held:
                held.write(body)
        elif kind == "console":
            command, _, said = body.partition("\n")
            assert command.startswith("$ lianfang "), command
            start, came = block.start(3) + len(command) + 1, lianfang(*command.split()[2:]).output
            if said.startswith(LEFT_OUT):
                kept = max(1, said.count("\n") - 1)
                came = LEFT_OUT + "".join(came.splitlines(keepends=True)[-kept:])
            elif said.endswith(LEFT_OUT):
                came = "".join(came.splitlines(keepends=True)[: said.count("\n") - 1]) + LEFT_OUT
            yield Step(command, said, came, (start, block.end(3)))
        elif kind == "python":
            told, answer = io.StringIO(), blocks[number + 1]
            assert answer.group(1) == "text", "a program has its answer behind it"
            with contextlib.redirect_stdout(told):
                exec(compile(body, "tutorial", "exec"), {})
            yield Step(body, answer.group(3), told.getvalue(), answer.span(3))


def answered(text: str, folder: Path) -> str:
    """The tutorial with the answers that come, in the place of those it says."""
    for step in reversed(list(steps(text, folder))):
        start, end = step.span
        text = text[:start] + step.came + text[end:]
    return text
