"""What both languages share: figures, lengths of time, enumerations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Literal

Language = Literal["zh", "en"]


def either(zh: str, en: str, language: Language) -> str:
    """The one of two texts that is in the language."""
    return zh if language == "zh" else en


def length(duration: timedelta, language: Language) -> str:
    """A length of time: 2小时, 14天, 30分钟; 2 hours, 14 days. Up to two days it is told in hours."""
    seconds = duration.total_seconds()
    for size, zh, en in ((86400, "天", "day"), (3600, "小时", "hour"), (60, "分钟", "minute")):
        if seconds % size == 0 and (size != 86400 or seconds > 172800):
            number = seconds / size
            return either(f"{number:g}{zh}", f"{number:g} {en}{'' if number == 1 else 's'}", language)
    return either(f"{seconds / 60:g}分钟", f"{seconds / 60:g} minutes", language)


def day(told: date, language: Language) -> str:
    """A calendar day, with the hour where there is one."""
    clock = f"{told:%H:%M}" if isinstance(told, datetime) else ""
    zh, en = f"{told.year}年{told.month}月{told.day}日{clock}", f"{told.day} {told:%B %Y}"
    return either(zh, f"{en} {clock}".strip(), language)


def clock(minutes: int) -> str:
    """Minutes of the day as 06:00."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def slot(begin: int, end: int, language: Language) -> str:
    """A part of the day."""
    return either(f"{clock(begin)}至{clock(end)}", f"{clock(begin)} to {clock(end)}", language)


def listed(parts: Sequence[str], language: Language, last: Literal["and", "or"] = "and") -> str:
    """Parts as one enumeration, with its last word."""
    if len(parts) < 2:
        return "".join(parts)
    if language == "zh":
        return "、".join(parts[:-1]) + ("和" if last == "and" else "或") + parts[-1]
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def begun(words: str) -> str:
    """English words that go on inside a sentence: without the capital at their head."""
    return words[:1].lower() + words[1:]


def number_zh(number: int) -> str:
    """1 to 99 in Chinese numerals."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    if tens == 0:
        return digits[ones]
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")
