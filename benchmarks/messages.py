"""How well pasted messages are read: people and their fields found in made messages of ten styles, tidy and untidy.

The peer is what the desk of arrivals had before: each line by itself is one person.

python benchmarks/messages.py [--json]
"""

import argparse
import json
import os
from collections import Counter
from datetime import date
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianfang.server.settings")

LATEST = date(2021, 1, 10)
FIELDS = ("name", "number", "telephone", "temperature", "address")


def measured(each: int) -> dict[str, Any]:
    """By style: fields told, found rightly, found wrongly, and messages without any fault."""
    import django

    django.setup()
    from made_messages import STYLES, made

    from lianfang.desks.arrivals.pasted import read_lines
    from lianfang.exchange.messages import read_message

    styles: dict[str, Counter[str]] = {f"{style}{end}": Counter() for style in STYLES for end in ("", ", untidy")}
    for message in made(each):
        count = styles[f"{message.style}, untidy" if message.untidy else message.style]
        told = Counter(_values(message.people))
        found = Counter(_values(read_message(message.text, LATEST).people))
        by_line = Counter(_values(read_lines(message.text, LATEST)))
        count.update(peer=sum((told & by_line).values()), peer_wrong=sum((by_line - told).values()))
        right = sum((told & found).values())
        count.update(
            told=sum(told.values()),
            right=right,
            wrong=sum(found.values()) - right,
            messages=1,
            faultless=int(told == found),
        )
    return {"styles": {style: dict(count) for style, count in styles.items()}, "messages": each * len(STYLES)}


def _values(people: Any) -> list[tuple[str, str, str]]:
    """(person, field, value) of all that is told: a value beside another's name is wrong."""
    return [(p.name, name, getattr(p, name)) for p in people for name in FIELDS if getattr(p, name, "")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--each", type=int, default=8, help="Messages of each style.")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    result = measured(asked.each)
    if asked.json:
        print(json.dumps(result))
        return
    for style, count in result["styles"].items():
        print(f"{style:36} {count['right']:4} of {count['told']:4} right, {count['wrong']:3} wrong, "
              f"{count['faultless']} of {count['messages']} messages without a fault; "
              f"line by line {count['peer']} right, {count['peer_wrong']} wrong")  # fmt: skip


if __name__ == "__main__":
    main()
