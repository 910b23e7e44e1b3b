"""What several commands ask of their options: a plan that is fit, a moment, a day, a language."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from lianfang.vocabulary.mistakes import Mistake

if TYPE_CHECKING:
    from lianfang.plan import Plan
    from lianfang.plan.wording import Language

LARGEST = 4_000_000


def read(file: Path) -> str:
    """The text of a plan file; raises Mistake, in one line, where it is none."""
    try:
        if file.stat().st_size > LARGEST:
            raise Mistake(f"{file}: larger than {LARGEST // 1_000_000} MB; that is no plan")
        data = file.read_bytes()
    except OSError as wrong:
        raise Mistake(f"{file}: {wrong.strerror}; name a plan file") from None
    if b"\0" in data:
        raise Mistake(f"{file}: this is no text; a plan is a YAML file in UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = data[: wrong.start].count(b"\n") + 1
        raise Mistake(f"{file}: line {line} is not UTF-8; save the file as UTF-8") from None
    if not text.strip():
        raise Mistake(f"{file}: the file is empty; a plan begins with plan: NAME")
    if not re.search(r"^(plan|name|disease|chapters)\s*:", text, re.MULTILINE):
        raise Mistake(f"{file}: this is a file of another kind; a plan begins with plan: NAME")
    return text


def fit_plan(file: Path) -> "Plan":
    """The plan of a file, with what it stands on beside it; raises Mistake where it has findings."""
    from lianfang.plan import load
    from lianfang.plan.shelf import beside

    plan, findings = load(read(file), file.name, beside(file.parent))
    if plan is None:
        wrong = sum(not one.note for one in findings)
        raise Mistake(f"{file}: {wrong} findings; lianfang plan check {file} shows them")
    return plan


def clock_of(at: str) -> datetime:
    """The moment that a text means, UTC without an offset; raises Mistake where it means none."""
    try:
        clock = datetime.fromisoformat(at)
    except ValueError:
        raise Mistake(f"--at {at}: write a moment as 2021-01-10T08:00+08:00") from None
    return clock if clock.tzinfo is not None else clock.replace(tzinfo=UTC)


def day_of(option: str, text: str) -> date:
    """The day that an option's text means; raises Mistake where it means none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Mistake(f"{option} {text}: write a date as 2021-01-10") from None


def spoken(language: str) -> "Language":
    """The language asked for; raises Mistake where plans are not written in it."""
    if language == "zh":
        return "zh"
    if language == "en":
        return "en"
    raise Mistake(f"--language {language}: plans are shown in zh or en")
