"""A letter for the other side's machine, as JSON or as a text table; ``reading`` reads both back exactly."""

import csv
import io
import json

from lianfang.exchange.letters.told import HEAD_FIELDS, NAME_FIELDS, LetterTold

FORMAT = "lianfang-letter/1"
REPLY_FORMAT = "lianfang-letter-reply/1"


def as_json(letter: LetterTold) -> bytes:
    """The letter as JSON (UTF-8), with only what it tells."""
    held = {
        "format": FORMAT,
        "letter": {name: value for name in HEAD_FIELDS if (value := getattr(letter, name))},
        "names": [one.told for one in letter.names],
    }
    return json.dumps(held, ensure_ascii=False, indent=1).encode()


def as_csv(letter: LetterTold) -> bytes:
    """The letter as a text table, a row a name, its head repeated in columns ``letter.…``; with the mark of UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([*NAME_FIELDS, *(f"letter.{name}" for name in HEAD_FIELDS)])
    head = [getattr(letter, name) for name in HEAD_FIELDS]
    writer.writerows([*(getattr(one, name) for name in NAME_FIELDS), *head] for one in letter.names)
    # Excel takes a file without this mark for the system's own encoding.
    return buffer.getvalue().encode("utf-8-sig")
