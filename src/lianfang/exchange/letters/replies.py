"""A reply for the other side's machine: each name of the letter with its answer; written, and read back."""

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from lianfang.exchange.letters.reading import LIMIT_BYTES, json_held
from lianfang.exchange.letters.writing import REPLY_FORMAT
from lianfang.vocabulary import Mistake


@dataclass(frozen=True, slots=True)
class NameAnswered:
    """A name with its answer, found again in the letter by its place and name: no number of identity travels twice."""

    place: str
    name: str
    answer: str
    gone_to: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReplyTold:
    """A reply: its number, the number of the letter that it answers, who replies, who signed, what it notes."""

    number: str
    asked: str
    from_name: str
    signer: str
    note: str
    names: tuple[NameAnswered, ...]


def reply_as_json(reply: ReplyTold) -> bytes:
    """The reply as JSON (UTF-8), with only what it tells."""
    told = asdict(reply)
    names = [{column: value for column, value in one.items() if value} for one in told.pop("names")]
    held = {"format": REPLY_FORMAT, "reply": {name: value for name, value in told.items() if value}, "names": names}
    return json.dumps(held, ensure_ascii=False, indent=1).encode()


def read_reply_file(path: Path) -> ReplyTold:
    """The reply that ``reply_as_json`` wrote. Raises Mistake, in one line with what to do, where it is none."""
    if path.stat().st_size > LIMIT_BYTES:
        raise Mistake(f"{path.name}: is larger than {LIMIT_BYTES // 1024 // 1024} MB; ask for the file again")
    held = json_held(path, "tick the answers by hand")
    names = held.get("names") if isinstance(held, dict) else None
    if not isinstance(names, list) or held.get("format") != REPLY_FORMAT or not isinstance(held.get("reply"), dict):
        raise Mistake(f"{path.name}: is no reply of {REPLY_FORMAT}; tick the answers by hand")
    if not all(isinstance(one, dict) for one in names):
        raise Mistake(f"{path.name}: a name is no list of columns; ask for the file again")
    head = {each.name: _text(held["reply"], each.name) for each in fields(ReplyTold) if each.name != "names"}
    answered = (NameAnswered(**{each.name: _text(one, each.name) for each in fields(NameAnswered)}) for one in names)
    return ReplyTold(**head, names=tuple(answered))


def _text(held: dict[str, Any], name: str) -> str:
    value = held.get(name)
    return "" if value is None else " ".join(str(value).split())[:300]
