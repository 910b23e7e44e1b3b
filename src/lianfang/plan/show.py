"""Findings and plans as text: for a terminal, as JSON, as a page of the manual, as the document people read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from unicodedata import east_asian_width

from lianfang.plan.checks import manual
from lianfang.plan.finding import Finding
from lianfang.plan.model import Meeting, Owner, Plan, Rule, Schedule, Source
from lianfang.vocabulary import derived, kind
from lianfang.vocabulary.shared_columns import AREA_LEVELS, UNIT_KINDS

UNITS = {option.name: (option.zh, option.en) for option in UNIT_KINDS}
LEVELS = {option.name: (option.zh, option.en) for option in AREA_LEVELS}
AREAS = {
    "responsible": ("责任辖区", "of the responsible area"), "whereabouts": ("所在辖区", "of the whereabouts"),
    "treated": ("收治辖区", "of the place of treatment"), "recorded": ("登记辖区", "of the place of recording"),
}  # fmt: skip
SUBJECTS = {"person": "人员", "case": "病例", "unit": "单位", "county": "县", "specimen": "标本", "subject": "对象"}
LOWER = {"neither": "下级不得调整", "loosen": "下级可放宽", "tighten": "下级可加严"}


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


def document(plan: Plan) -> str:
    """The plan as people read and sign it, in Chinese: articles in their order, then who owes what by when."""
    told = [plan.names.zh, ""]
    if plan.in_force_from is not None:
        until = f"至{plan.in_force_until:%Y年%m月%d日}" if plan.in_force_until else "起施行"
        told += [f"{plan.in_force_from:%Y年%m月%d日}{until}。病种：{plan.disease}。", ""]
    chapters = list(dict.fromkeys(rule.chapter for rule in plan.rules))
    article = 0
    for number, chapter in enumerate(chapters, 1):
        told += [f"第{chinese_number(number)}章　{chapter.zh}", ""]
        for rule in (rule for rule in plan.rules if rule.chapter == chapter):
            article += 1
            told += [f"第{chinese_number(article)}条　{rule.names.zh}（{rule.id}）", *_article(rule), ""]
    told += ["附表　责任清单", ""]
    told += [f"{rule.owes.what.zh}｜{owner_zh(rule.owes.by)}｜{deadline_zh(rule)}" for rule in plan.rules]
    return "\n".join(told) + "\n"


def _article(rule: Rule) -> list[str]:
    told = [f"　　对象：{kind_zh(rule.kind)}。" + (f"条件：{rule.when.text}" if rule.when else "")]
    told += [f"　　{rule.owes.what.zh}。责任单位：{owner_zh(rule.owes.by)}。时限：{deadline_zh(rule)}。"]
    if rule.owes.met_by:
        told.append(f"　　办结依据：{'；或'.join(met_zh(one) for one in rule.owes.met_by)}。")
    if rule.owes.ends is not None:
        told.append(f"　　终止：{rule.owes.ends.text}")
    told.append(f"　　依据：{source_zh(rule.source)}。{LOWER[rule.lower_may]}。")
    return told


def kind_zh(name: str) -> str:
    """The Chinese name of a kind of fact."""
    return derived(name).zh if name == "contact" else kind(name).zh


def owner_zh(by: Owner) -> str:
    """Who owes, in words."""
    level = LEVELS[by.level][0] if by.level else ""
    kinds = "，无则".join(f"{level}{UNITS[one][0]}" for one in by.kinds)
    named = "事实所载单位，无则" if by.named is not None else ""
    return f"{AREAS[by.area][0]}{named}{kinds}"


def source_zh(source: Source) -> str:
    """The document and clause on which a rule rests."""
    day = f"（{source.date:%Y年%m月%d日}）" if source.date else ""
    return f"{source.document or '未注明'}{day} {source.clause or '条款待查'}"


def deadline_zh(rule: Rule) -> str:
    """By when, in words."""
    schedule = rule.owes.schedule
    if schedule.how == "once":
        return (
            f"{duration_zh(rule.owes.within)}内"
            if rule.owes.within is not None
            else str(rule.owes.due and rule.owes.due.text)
        )
    return schedule_zh(schedule)


def schedule_zh(schedule: Schedule) -> str:
    """How often, in words."""
    if schedule.how == "days":
        return f"第{'、'.join(str(day) for day in schedule.days)}天当日"
    if schedule.how == "slots":
        times = "、".join(f"{a // 60:02}:{a % 60:02}至{b // 60:02}:{b % 60:02}" for a, b in schedule.slots)
        return f"每日{len(schedule.slots)}次（{times}）"
    units = "、".join(UNITS[one][0] for one in schedule.units)
    return f"{units}每日报送，当日数据截至{duration_zh(schedule.cut)}，{duration_zh(schedule.due)}前（自当日零时起算）"


def met_zh(meeting: Meeting) -> str:
    """Which fact meets a duty, in words."""
    return kind_zh(meeting.kind) + (f"（{meeting.where.text}）" if meeting.where else "")


def duration_zh(length: timedelta) -> str:
    """A length of time in Chinese: 2小时, 14天, 30分钟."""
    seconds = length.total_seconds()
    for size, name in ((86400, "天"), (3600, "小时"), (60, "分钟")):
        if seconds % size == 0 and (size != 86400 or seconds > 172800):
            return f"{seconds / size:g}{name}"
    return f"{seconds / 60:g}分钟"


def chinese_number(number: int) -> str:
    """1 to 99 in Chinese numerals."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    if tens == 0:
        return digits[ones]
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")
