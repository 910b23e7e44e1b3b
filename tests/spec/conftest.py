"""The stand-ins of specifications: one runs a specification on an engine, one writes it down for the manual."""

from __future__ import annotations

from dataclasses import dataclass, field
from textwrap import dedent, indent

import pytest

from lianfang import plan
from lianfang.derive import derive, state
from lianfang.derive.force import in_force
from lianfang.derive.levels import levels
from spec.tables import duties_as, facts_of, groups_as, levels_as, moment, rows_of, shown

HEAD = """plan: spec
name: {zh: 示例, en: Example}
disease: covid19
"""
CHAPTERS = """chapters:
  - name: {zh: 章, en: Chapter}
    rules:
"""
RULE = """rule:
  name: {zh: 规则, en: Rule}
  source: {document: 示例, clause: 第一条, date: 2020-09-15}
"""


SCALE = """levels:
  scale:
    name: {zh: 等级, en: Level}
"""
LAYER = """plan: county
stands on: spec
name: {zh: 县, en: County}
level: county
"""
SOURCE = "source: {document: 示例, clause: 第一条, date: 2020-09-15}"


def filled(text: str) -> str:
    """Parameters or what a layer sets, with the names and sources that a specification does not speak of."""
    lines = []
    for line in dedent(text).strip("\n").splitlines():
        lines.append(line)
        if line.startswith("  ") and not line.startswith("    ") and line.endswith(":"):
            lines.append(f"    {SOURCE}")
            if "sets:" not in text:
                lines.append("    name: {zh: 参数, en: Parameter}")
    return "\n".join(lines) + "\n"


def named(text: str) -> str:
    """What a plan defines with the names and sources that a specification does not speak of; anchors have no source."""
    lines, sourced = [], False
    for line in dedent(text).strip("\n").splitlines():
        lines.append(line)
        sourced = line != "anchors:" if not line.startswith(" ") else sourced
        if line.startswith("  ") and not line.startswith("    ") and line.endswith(":"):
            lines.append("    name: {zh: 名称, en: Name}")
            lines += [f"    {SOURCE}"] if sourced else []
    return "\n".join(lines) + "\n"


def whole(rule: str, parameters: str = "", definitions: str = "") -> str:
    """A rule's own lines as a plan file; what a specification does not speak of is filled in."""
    lines = dedent(rule).strip("\n")
    if "what:" not in lines:
        lines = lines.replace("owes:\n", "owes:\n  what: {zh: 事, en: Thing}\n")
    told = (filled(parameters) if parameters else "") + (named(definitions) if definitions else "")
    return HEAD + told + CHAPTERS + indent(RULE + indent(lines, "  "), "      ") + "\n"


def whole_scale(scale: str) -> str:
    """A scale's own lines as a plan file; figures get the names that a specification does not speak of."""
    lines = []
    for line in dedent(scale).strip("\n").splitlines():
        named = (line.startswith("  ") and "counts:" in line) or "cluster of:" in line
        lines.append(line.replace(": {", ": {name: {zh: 数, en: Figure}, ", 1) if named else line)
    return HEAD + "chapters: []\n" + SCALE + indent(f"{SOURCE}\n" + "\n".join(lines), "    ") + "\n"


def whole_code(code: str) -> str:
    """A code's own lines as a plan file."""
    named = "codes:\n  code:\n    name: {zh: 码, en: Code}\n"
    return HEAD + "chapters: []\n" + named + indent(f"{SOURCE}\n" + dedent(code).strip("\n"), "    ") + "\n"


@dataclass
class Run:
    """Runs a specification on one engine."""

    engine: str

    def __call__(
        self, rule: str, facts: dict[str, str], duties: str, at: str = "01-20 12:00", parameters: str = "",
        layer: str = "", definitions: str = "", groups: str = "",
    ) -> None:  # fmt: skip
        text = whole(rule, parameters, definitions)
        read, findings = plan.load(text, "spec.yaml")
        if layer:
            read, findings = plan.load(LAYER + filled(layer), "county.yaml", {"spec": text}.get)
        assert read is not None, findings
        found = derive(facts_of(facts), read, moment(at), engine=self.engine)  # type: ignore[arg-type]
        header, expected = rows_of(duties)
        states = [state(duty, moment(at)) for duty in found.duties.to_dicts()]
        assert duties_as(header, found.duties, found.causes, states) == expected
        if groups:
            header, expected = rows_of(groups)
            assert groups_as(header, found.groups, found.members) == expected

    def levels(self, scale: str, facts: dict[str, str], expected: str, at: str = "01-20 12:00") -> None:
        read, findings = plan.load(whole_scale(scale), "spec.yaml")
        assert read is not None, findings
        tables = facts_of(facts)
        cases = derive(tables, read, moment(at), engine=self.engine).cases  # type: ignore[arg-type]
        found = levels(tables, cases, read, moment(at), self.engine)
        header, rows = rows_of(expected)
        forced = in_force(found.levels, tables, read, moment(at))
        assert levels_as(header, forced, found.figures) == rows

    def codes(self, code: str, facts: dict[str, str], expected: str, at: str = "01-20 12:00") -> None:
        read, findings = plan.load(whole_code(code), "spec.yaml")
        assert read is not None, findings
        found = derive(facts_of(facts), read, moment(at), engine=self.engine).codes  # type: ignore[arg-type]
        header, rows = rows_of(expected)
        assert [[shown(row[name]) for name in header] for row in found.sort("person", "since").to_dicts()] == rows

    def proposals(self, definitions: str, facts: dict[str, str], expected: str, at: str = "01-20 12:00") -> None:
        read, findings = plan.load(HEAD + named(definitions) + "chapters: []\n", "spec.yaml")
        assert read is not None, findings
        found = derive(facts_of(facts), read, moment(at), engine=self.engine).proposals  # type: ignore[arg-type]
        header, rows = rows_of(expected)
        assert [[shown(row[name]) or "-" for name in header] for row in found.sort("case").to_dicts()] == rows


@dataclass
class Written:
    """Writes a specification down instead of running it."""

    told: list[str] = field(default_factory=list)

    def __call__(
        self, rule: str, facts: dict[str, str], duties: str, at: str = "01-20 12:00", parameters: str = "",
        layer: str = "", definitions: str = "", groups: str = "",
    ) -> None:  # fmt: skip
        if definitions:
            self.told.append("```yaml\n" + dedent(definitions).strip("\n") + "\n```\n")
        if parameters:
            self.told.append("```yaml\n" + dedent(parameters).strip("\n") + "\n```\n")
        self.told.append("```yaml\n" + dedent(rule).strip("\n") + "\n```\n")
        if layer:
            self.told.append("with a county's layer:\n\n```yaml\n" + dedent(layer).strip("\n") + "\n```\n")
        for kind, text in facts.items():
            self.told.append(f"`{kind}`\n\n" + _markdown(text))
        if groups:
            self.told.append("groups:\n\n" + _markdown(groups))
        self.told.append(f"owes, asked at {at}:\n\n" + _markdown(duties))

    def levels(self, scale: str, facts: dict[str, str], expected: str, at: str = "01-20 12:00") -> None:
        self.told.append("```yaml\n" + dedent(scale).strip("\n") + "\n```\n")
        for kind, text in facts.items():
            self.told.append(f"`{kind}`\n\n" + _markdown(text))
        self.told.append(f"gives, asked at {at}:\n\n" + _markdown(expected))

    def codes(self, code: str, facts: dict[str, str], expected: str, at: str = "01-20 12:00") -> None:
        self.told.append("```yaml\n" + dedent(code).strip("\n") + "\n```\n")
        for kind, text in facts.items():
            self.told.append(f"`{kind}`\n\n" + _markdown(text))
        self.told.append(f"gives, asked at {at}:\n\n" + _markdown(expected))

    def proposals(self, definitions: str, facts: dict[str, str], expected: str, at: str = "01-20 12:00") -> None:
        self.told.append("```yaml\n" + dedent(definitions).strip("\n") + "\n```\n")
        for kind, text in facts.items():
            self.told.append(f"`{kind}`\n\n" + _markdown(text))
        self.told.append(f"proposes, asked at {at}:\n\n" + _markdown(expected))


def _markdown(text: str) -> str:
    header, rows = rows_of(text)
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


Specification = Run | Written


@pytest.fixture(params=["oracle", "duckdb"])
def spec(request: pytest.FixtureRequest) -> Specification:
    return Run(request.param)
