"""Writes docs/commands.md and the tables of docs/loading.md and docs/impact-assessment.md: python docs/written.py"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import typer
from typer.main import get_command
from typer.testing import CliRunner

from lianfang import cli, vocabulary

HERE = Path(__file__).parent
_WIDTH = {"COLUMNS": "100", "TERMINAL_WIDTH": "100", "NO_COLOR": "1", "TERM": "dumb"}
_OPENING = """# 命令 · Commands

每条命令的 `--help` 原文。由 `python docs/written.py` 写出，勿手改。
The `--help` of every command, written by `python docs/written.py`; do not edit.

A command ends with 0 when all is well, and with 2 and one clear line when a file or option cannot be used; then nothing
is recorded. `load` ends with 1 when some rows were rejected. `LIANFANG_HOME` names the folder of the database
and its keys (otherwise the user's data folder), `DATABASE_URL` another PostgreSQL server.
"""


def _program() -> typer.Typer:
    if not cli.app.registered_commands:
        cli.discover()
    return cli.app


def command_paths() -> list[tuple[str, ...]]:
    """Every command as the words after ``lianfang``, groups before their members."""

    def under(command: object, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        for name, member in sorted(getattr(command, "commands", {}).items()):
            yield (*words, name)
            yield from under(member, (*words, name))

    return list(under(get_command(_program()), ()))


def commands() -> str:
    """The page of commands."""
    parts = [_OPENING]
    for words in command_paths():
        shown = CliRunner().invoke(
            _program(), [*words, "--help"], env=_WIDTH, prog_name="lianfang", catch_exceptions=False
        )
        text = "\n".join(line.rstrip() for line in shown.output.strip().splitlines())
        parts.append(f"## lianfang {' '.join(words)}\n\n```text\n{text}\n```\n")
    return "\n".join(parts)


def tables() -> dict[str, str]:
    """The written tables of the page on loading, by their name."""
    from lianfang.facts.load.run import kinds_of_files
    from lianfang.facts.load.shipped import shipped

    layouts = {layout.name: layout for layout in vocabulary.layouts()}
    files = []
    for name, words in kinds_of_files().items():
        parts = layouts[name].parts if name in layouts else ()
        files.append((f"`{name}`", words, "、".join(f"`{part.name}`" for part in parts) or "—"))
    kinds = [(f"`{kind.name}`", kind.zh, kind.en, _columns(kind)) for kind in vocabulary.kinds()]
    mappings = [
        (f"`{name}`", f"`{mapping.kind}`", " ".join(mapping.about.split())) for name, mapping in shipped().items()
    ]
    return {
        "files": _table(("KIND", "文件 · File", "记录 · Records"), files),
        "headers": "\n\n".join(_headers(layout) for layout in layouts.values()),
        "kinds": _table(("kind", "中文", "English", "列 · Columns (**required**)"), kinds),
        "mappings": _table(("`--map`", "KIND", "reads"), mappings),
    }


def loading(page: str) -> str:
    """The page on loading with its tables as they are now."""
    return _with(page, tables())


def impact_assessment(page: str) -> str:
    """The template of an impact assessment with its table as it is now."""
    return _with(page, kept())


def _with(page: str, written: dict[str, str]) -> str:
    for name, table in written.items():
        between = rf"(<!-- written: {name} -->\n).*?(\n<!-- end: {name} -->)"
        page, times = re.subn(between, lambda found, table=table: f"{found[1]}\n{table}\n{found[2]}", page, flags=re.S)
        if times != 1:
            raise ValueError(f"a page has {times} places for the table {name}, not one")
    return page


def kept() -> dict[str, str]:
    """The written table of the impact assessment: what is kept about people, who may read it, for how long."""
    from lianfang import plan
    from lianfang.access import rights
    from lianfang.access.roles import ROLES
    from lianfang.plan.shelf import shipped as shipped_plan
    from lianfang.plan.wording.retention import how_long

    held, _ = plan.load(shipped_plan("covid19_2020") or "", "covid19_2020.yaml")
    rows = []
    for kind in vocabulary.kinds():
        if kind.about_a_person:
            secret = "、".join(column.zh for column in kind.columns if column.identifying)
            readers = "、".join(role.zh for role in ROLES if rights.relations(role.name, "read", kind.name))
            told = "；".join(how_long(one, "zh") for one in (held.periods if held else ()) if kind.name in one.kinds)
            rows.append((f"{kind.zh} · {kind.en}", secret or "—", readers, told or "按档案管理规定"))
    return {
        "kept": _table(("信息 · What", "身份标识 · Identifying", "可查阅者 · Read by", "保存期限 · Kept for"), rows)
    }


def _columns(kind: vocabulary.Kind) -> str:
    return ", ".join(f"**{column.name}**" if column.required else column.name for column in kind.columns)


def _headers(layout: vocabulary.Layout) -> str:
    rows = [
        (f"`{full}`", column.zh, column.en, "、".join(column.also) or "—", _options(column))
        for full, _, column in layout.columns()
        if column.type is not vocabulary.Type.SUBJECT
    ]
    head = ("column", "中文表头", "English header", "also", "values")
    return f"### {layout.name} · {layout.zh}\n\n{_table(head, rows)}"


def _options(column: vocabulary.Column) -> str:
    return "、".join(f"{option.zh} ({option.name})" for option in column.options) or "—"


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianfang.server.settings")
    django.setup()
    (HERE / "commands.md").write_text(commands(), "utf-8")
    for name, anew in (("loading.md", loading), ("impact-assessment.md", impact_assessment)):
        page = HERE / name
        page.write_text(anew(page.read_text("utf-8")), "utf-8")
