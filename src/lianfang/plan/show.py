"""Findings as text: for a terminal, as JSON; and the pages of the manual."""

from __future__ import annotations

import json
from collections.abc import Iterable
from unicodedata import east_asian_width

from lianfang.plan.checks import manual
from lianfang.plan.finding import Finding


def terminal(findings: Iterable[Finding], file: str, text: str) -> str:
    """Findings with their lines and the place marked; one block each."""
    lines = text.splitlines()
    return "\n".join(_block(finding, file, lines) for finding in findings)


def _block(finding: Finding, file: str, lines: list[str]) -> str:
    span = finding.span
    place = f"{file}:{span.line}:{span.column}" if span else f"{file} (place not known)"
    told = [f"{place}  {finding.name}{' (note)' if finding.note else ''}"]
    said = "; ".join(part for part in (finding.message, finding.remedy) if part)
    if span is not None and 1 <= span.line <= len(lines):
        line = lines[span.line - 1]
        end = span.end_column if span.end_line == span.line else len(line) + 1
        number = str(span.line)
        before, marked = _width(line[: span.column - 1]), _width(line[span.column - 1 : end - 1])
        told += [f"{number} | {line}", f"{' ' * len(number)} | {' ' * before}{'^' * max(1, marked)} {said}"]
    else:
        told.append(f"  {said}")
    told += [f"  see also line {other.line}, column {other.column}" for other in finding.others]
    if finding.clause:
        told.append(f"in {finding.clause}")
    return "\n".join(told) + "\n"


def _width(text: str) -> int:
    """Columns of a terminal: a Chinese character takes two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def as_json(findings: Iterable[Finding], file: str) -> str:
    """Findings as JSON, a list of objects, for programs."""
    rows = []
    for finding in findings:
        span = finding.span
        rows.append(
            {
                "file": file, "name": finding.name, "note": finding.note, "message": finding.message,
                "remedy": finding.remedy, "clause": finding.clause,
                "line": span.line if span else None, "column": span.column if span else None,
                "end_line": span.end_line if span else None, "end_column": span.end_column if span else None,
                "others": [[other.line, other.column] for other in finding.others],
            }
        )  # fmt: skip
    return json.dumps(rows, ensure_ascii=False, indent=2)


def page(name: str) -> str | None:
    """The manual page of a mistake; None where none has this name."""
    text = manual().get(name)
    return None if text is None else f"{name}\n{'=' * len(name)}\n\n{text}\n"
