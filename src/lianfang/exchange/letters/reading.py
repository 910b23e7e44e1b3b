"""A letter read: from a Word document, a workbook, a text table, the other side's machine file, or pasted text."""

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from lianfang import vocabulary
from lianfang.exchange.letters.documents import content_of_docx
from lianfang.exchange.letters.heading import case_of, day_of, head_of, told_as_of
from lianfang.exchange.letters.tables import header_at, names_of_rows
from lianfang.exchange.letters.told import HEAD_FIELDS, LetterTold, NameTold, Unread
from lianfang.exchange.letters.writing import FORMAT, REPLY_FORMAT
from lianfang.exchange.messages import read_message
from lianfang.exchange.messages.marks import TELEPHONE_AS_NUMBER
from lianfang.facts.reading import workbooks
from lianfang.facts.reading.kinds import content_of
from lianfang.facts.reading.text import decoded, delimiter_of
from lianfang.vocabulary import Mistake

LIMIT_BYTES = 20 * 1024 * 1024
_CALLED_BY_NO_NAME = re.compile(r"某|[xX×*＊]")
ENDINGS = (".docx", ".xlsx", ".xls", ".xlsm", ".ods", ".csv", ".txt", ".json")


def read_letter_file(path: Path, today: date) -> LetterTold:
    """The letter of a file (.docx, .xlsx, .xls, .ods, .csv, .txt, .json). ``today`` is the day on which it is read.

    Nothing of it is checked beyond its form: what stands in a column is given as text. Raises Mistake, in one line with
    what to do, for a file that cannot be read at all.
    """
    ending = path.suffix.lower()
    if ending == ".doc":
        raise Mistake(f"{path.name}: is an old Word document; save it as .docx, or paste its text")
    if ending not in ENDINGS:
        raise Mistake(f"{path.name}: a letter is read from {', '.join(ENDINGS)}; save it as one of them")
    if path.stat().st_size > LIMIT_BYTES:
        raise Mistake(f"{path.name}: is larger than {LIMIT_BYTES // 1024 // 1024} MB; send its list as a workbook")
    if ending == ".docx":
        content = content_of_docx(path.name, path.read_bytes())
        return _read(content.lines, content.tables, today)
    if ending == ".json":
        return _machine_file(path)
    if ending == ".txt":
        return read_letter_text(decoded(path, path.read_bytes()), today)
    kind, raw = content_of(path, LIMIT_BYTES)
    if kind == "text":
        return _of_grid([_rows_of(path, raw)], today)
    if kind not in ("xlsx", "xlsb", "xls", "ods"):
        raise Mistake(f"{path.name}: holds no table; save it as .xlsx, or paste its text")
    grids, _charts = workbooks.grids(path, raw)
    return _of_grid([grid.rows for grid in grids if not grid.hidden], today)


def read_letter_text(text: str, today: date) -> LetterTold:
    """The letter of a pasted text: its prose, and the people whom its lines name; tables as a spreadsheet copies them.

    A line of figures that belong to nobody is not understood.
    """
    lines = text.splitlines()
    header = header_at(map(_cells, lines))
    if header is None:
        return _of_prose(lines, today)
    end = next((place for place in range(header, len(lines)) if len(_cells(lines[place])) < 2), len(lines))
    rows = [_cells(line) for line in lines[header:end]]
    width = len(rows[0])
    # A spreadsheet copies blank cells at a row's end away.
    rows = [row + [""] * (width - len(row)) for row in rows]
    return _read([*lines[:header], *lines[end:]], [rows], today)


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"\t|\s*\|\s*", line.strip("|\n "))]


def _read(lines: Sequence[str], tables: Sequence[list[list[str]]], today: date) -> LetterTold:
    """A letter of prose and tables; where no table names people, the prose does."""
    names: list[NameTold] = []
    unread: list[Unread] = []
    others: list[str] = []
    for rows in tables:
        if (start := header_at(rows)) is None:
            others += [" ".join(filter(None, row)) for row in rows]
        else:
            read, lost = names_of_rows(rows, start, _where(tables, rows))
            names, unread = names + read, unread + lost
    if not names and not unread:
        return _of_prose([*lines, *others], today)
    told, _used = head_of(list(lines), today)
    told.names, told.unread = names, unread
    return _with_what_holds_for_all(told, "\n".join(lines))


def _where(tables: Sequence[list[list[str]]], rows: list[list[str]]) -> str:
    # One table is "row 7"; of several each says which.
    return "row" if len(tables) == 1 else f"table {[id(one) for one in tables].index(id(rows)) + 1} row"


def _of_prose(lines: Sequence[str], today: date) -> LetterTold:
    told, used = head_of(list(lines), today)
    text = "\n".join("" if place in used else line for place, line in enumerate(lines))
    message = read_message(text, today)
    for someone in sorted(message.people, key=lambda one: one.lines):
        if _CALLED_BY_NO_NAME.search(someone.name) and not (someone.number or someone.telephone):
            # 王某某 is how a letter speaks of the case.
            continue
        own = [lines[number - 1].strip() for number in someone.lines]
        rest = _rest(own, someone)
        told.names.append(
            NameTold(
                name=someone.name,
                sex=someone.sex,
                identity_number=someone.number or _called_a_number(own),
                telephone=someone.telephone,
                address=someone.address,
                told_as=told_as_of(" ".join(own)),
                case_number=case_of(" ".join(own)),
                last=day_of(rest, told.sent, today),
                known=rest,
                where=f"line {someone.lines[0]}",
            )
        )
    told.unread = [Unread(f"line {number}", line, "nobody") for number, line in message.not_understood]
    return _with_what_holds_for_all(told, text)


def _called_a_number(lines: Sequence[str]) -> str:
    """The telephone that stands where an identity number should, as it stands: whoever reads the letter must see it."""
    found = TELEPHONE_AS_NUMBER.search(" ".join(lines))
    return found[1] if found else ""


def _rest(lines: Sequence[str], someone: Any) -> str:
    """What lines say of somebody beside what stands in fields of its own."""
    text = "，".join(lines)
    for value in (someone.name, someone.number, someone.telephone, someone.address):
        if value:
            # As the message had it: a number may stand with blanks or hyphens within.
            text = re.sub(r"[ \-]?".join(map(re.escape, value.replace("-", ""))), "", text)
    labels = (
        r"(?:姓\s*名|身份证号?码?|证件号?码?|联系电话|联系方式|手机号?码?|电话|性别|"
        r"现住址|家庭住址|住址|地址|现住)\s*[:：]?"
    )
    text = re.sub(labels, "", text)
    text = re.sub(r"现?住(?:在|于)?(?=\s*(?:[,，;；。、]|$))", "", text)
    text = re.sub(r"(?<![\u4e00-\u9fff])[男女](?![\u4e00-\u9fff])", "", text)
    text = re.sub(r"^\s*(?:\d{1,3}\s*[.．、)）:：]|[（(]\s*\d{1,3}\s*[)）])", "", text)
    text = re.sub(r"\s+", " ", re.sub(r"(?:[,，;；、。:：|]\s*){2,}", "，", text))
    return text.strip(" ,，;；、。:：|()（）")


def _with_what_holds_for_all(told: LetterTold, prose: str) -> LetterTold:
    """The letter whose names bear what its prose says of all of them: as what they are told, of which case."""
    told_as, case = told_as_of(prose), case_of(prose)
    for one in told.names:
        _name_what_they_are(one)
        one.told_as = one.told_as or told_as
        one.case_number = one.case_number or (case if told_as in ("", "close", "secondary", "general") else "")
    for place, one in enumerate(told.names, start=1):
        one.place = str(place) if not one.place.isdigit() else one.place
    return told


def _name_what_they_are(one: NameTold) -> None:
    """Puts the vocabulary's own word for as what somebody is told; what it does not know is told in prose."""
    said = one.told_as
    if not said:
        return
    options = vocabulary.kind("letter_name").column("told_as").options
    words = {word: option.name for option in options for word in (option.name, option.zh, option.en, *option.also)}
    one.told_as = words.get(said) or told_as_of(said)
    if not one.told_as:
        one.known = "；".join(filter(None, (said, one.known)))


def _of_grid(sheets: Sequence[list[list[str]]], today: date) -> LetterTold:
    """A letter of the sheets of a workbook or of a text table: prose above and below the table, or a machine file."""
    if sheets and sheets[0] and any(cell.startswith("letter.") for cell in sheets[0][0]):
        return _machine_table(sheets[0])
    lines: list[str] = []
    tables: list[list[list[str]]] = []
    for rows in sheets:
        start = header_at(rows)
        if start is None:
            lines += [" ".join(filter(None, row)) for row in rows if any(row)]
            continue
        header = rows[start]
        width = max((place for place, cell in enumerate(header, start=1) if cell), default=0)
        # A note under the table stands in one cell.
        body = [row for row in rows[start + 1 :] if sum(1 for cell in row if cell) != 1]
        notes = [row for row in rows[start + 1 :] if sum(1 for cell in row if cell) == 1]
        lines += [" ".join(filter(None, row)) for row in (*rows[:start], *notes) if any(row)]
        tables.append([[""]] * start + [header[:width], *[[*row, *[""] * (width - len(row))][:width] for row in body]])
    return _read(lines, tables, today)


def _rows_of(path: Path, raw: bytes) -> list[list[str]]:
    """The rows of a text table."""
    text = decoded(path, raw)
    try:
        return [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))]
    except csv.Error as error:
        raise Mistake(f"{path.name}: is no text table ({error}); save it again as CSV or .xlsx") from None


def _machine_table(rows: list[list[str]]) -> LetterTold:
    """The text table that ``writing.as_csv`` writes."""
    columns = rows[0]
    told = LetterTold()
    for row in rows[1:]:
        values = dict(zip(columns, row, strict=False))
        for name in HEAD_FIELDS:
            setattr(told, name, values.get(f"letter.{name}", ""))
        told.names.append(NameTold.of(values))
    return told


def _machine_file(path: Path) -> LetterTold:
    """The file that ``writing.as_json`` writes."""
    held = json_held(path, "read the letter itself")
    if isinstance(held, dict) and held.get("format") == REPLY_FORMAT:
        raise Mistake(f"{path.name}: is a reply, no letter; open our letter that it answers and read it there")
    if not isinstance(held, dict) or held.get("format") != FORMAT or not isinstance(held.get("names"), list):
        raise Mistake(f"{path.name}: is no letter of {FORMAT}; read the letter itself (.docx) or paste its text")
    told = LetterTold()
    for name, value in _texts(held.get("letter")).items():
        if name in HEAD_FIELDS:
            setattr(told, name, value)
    for place, one in enumerate(held["names"], start=1):
        if not isinstance(one, dict):
            raise Mistake(f"{path.name}: name {place} is no list of columns; ask for the file again")
        told.names.append(replace(NameTold.of(_texts(one)), where=f"name {place}"))
    return told


def json_held(path: Path, otherwise: str) -> Any:
    """What a JSON file holds. Raises Mistake, with what to do ``otherwise``, where it is none."""
    try:
        held = json.loads(decoded(path, path.read_bytes()))
        # Half of a character, which no ledger keeps and no page shows, is read by json and written by nobody.
        json.dumps(held, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Mistake(f"{path.name}: is no JSON; ask for the file again, or {otherwise}") from None
    return held


def _texts(held: Any) -> dict[str, str]:
    """The values of an object as text; nothing where it is none."""
    return (
        {str(name): str(value) for name, value in held.items() if value is not None} if isinstance(held, dict) else {}
    )
