"""Times of day as printed into `HH:MM`."""

from __future__ import annotations

import re
from functools import lru_cache

_CLOCK = re.compile(
    r"([凌早清上中下午傍晚夜深][晨上间午后晚]?)?(\d{1,2})"
    r"(?:\s?[:：]\s?(\d{2})|[时点](?:(\d{1,2})|(半)|(一刻))?|(?=-))"
)
_AFTERNOON = ("下午", "午后", "傍晚", "晚上", "晚间", "夜间", "晚")


@lru_cache(maxsize=4_096)
def clocks(phrase: str) -> tuple[str, str]:
    """From and to; the second is empty where one time is told, both where what is told is no time.

    `下午3点` is 15:00. The end of a range is in the same part of the day where it says none.
    """
    found: list[str] = []
    part = ""
    for match in _CLOCK.finditer(phrase):
        part = match[1] or part
        hour, minute = int(match[2]), int(match[3] or match[4] or (30 if match[5] else 15 if match[6] else 0))
        small_hours = part.startswith("晚") and hour < 4 and bool(found)
        if (part in _AFTERNOON and hour < 12 and not small_hours) or (part in ("中午", "午间") and hour < 5):
            hour += 12
        elif part == "凌晨" and hour == 12:
            hour = 0
        if hour > 24 or minute > 59:
            return "", ""
        found.append(f"{hour:02}:{minute:02}")
    return (found[0] if found else ""), (found[1] if len(found) > 1 else "")
