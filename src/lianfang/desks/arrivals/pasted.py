"""A list of people as a message has it, read line by line: name, number and telephone in any order."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from lianfang.desks.reasons import reason_words
from lianfang.exchange.messages import read_message
from lianfang.facts.cells import half_width_of
from lianfang.facts.identity import Document, RefusedNumber, document_of

# More than a coach or a carriage holds: a longer list comes as a file.
MOST = 200
_LABELS = re.compile(
    r"(姓\s*名|身份证号码?|证件号码?|身份证|证件|号码|联系电话|联系方式|手机号?码?|电话|性别|[男女])(?=[\s:：]|$)"
)
_COUNTED = re.compile(r"^\s*[（(]?\d{1,3}\s*[)）.．、:：]\s*")
_TELEPHONE = re.compile(r"(?<![0-9A-Za-z])(?:\+?86[- ]?)?(1[3-9]\d[- ]?\d{4}[- ]?\d{4})(?![0-9A-Za-z])")
_NUMBER = re.compile(r"(?<![0-9A-Za-z])(?=[0-9A-Za-z]*\d)[0-9A-Za-z]{8,20}(?![0-9A-Za-z])")
_NAME = re.compile(r"[^\W\d_][^\W\d_·.•‧ '-]*(?:[·.•‧ '-]+[^\W\d_]+)*", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Someone:
    """One line of a pasted list: what was read of it, what the number says, and why it cannot be recorded as it is."""

    line: str
    name: str = ""
    number: str = ""
    telephone: str = ""
    document: Document | None = None
    mistake: str = ""


def read_people(text: str, latest: date) -> list[Someone]:
    """The people of a pasted text: a line each, or, where lines do not tell of people so, as a message has them.

    Of the two readings that counts which leaves less to mend; a line of which nobody is read stands there as it is.
    """
    by_line = read_lines(text, latest)
    if not any(someone.mistake for someone in by_line):
        return by_line
    message = read_message(text, latest)
    lines = text.splitlines()
    people = [
        _checked(lines[told.lines[0] - 1].strip(), told.name, told.number, told.telephone, latest)
        for told in sorted(message.people, key=lambda told: told.lines[0])
    ]
    people += [Someone(line, mistake=_("no name was found in this line")) for _number, line in message.not_understood]
    if not people or sum(bool(one.mistake) for one in people) >= sum(bool(one.mistake) for one in by_line):
        return by_line
    return people[:MOST]


def read_lines(text: str, latest: date) -> list[Someone]:
    """The people of a pasted text, a line each; blank lines are passed over."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [_read(line, latest) for line in lines[:MOST]]


def read_cells(names: Sequence[str], numbers: Sequence[str], telephones: Sequence[str], latest: date) -> list[Someone]:
    """The people of the table that was confirmed, as mended; a row emptied is nobody."""
    found = []
    for name, number, telephone in zip(names, numbers, telephones, strict=False):
        cells = (" ".join(name.split()), "".join(number.split()), "".join(telephone.split()))
        if any(cells):
            found.append(_checked(" ".join(cell for cell in cells if cell), *cells, latest))
    return found[:MOST]


def not_understood_first(people: Iterable[Someone]) -> list[Someone]:
    """The people in the order of the list, those whom nobody can record yet before the others."""
    return sorted(people, key=lambda someone: not someone.mistake)


def _read(line: str, latest: date) -> Someone:
    rest = _COUNTED.sub("", half_width_of(line))
    telephone = number = ""
    # A number of eighteen digits is no telephone, though one may stand in it.
    if found := _NUMBER.search(_TELEPHONE.sub(lambda told: " " * len(told[0]), rest)):
        number = found[0]
        rest = rest[: found.start()] + " " + rest[found.end() :]
    if found := _TELEPHONE.search(rest):
        telephone = re.sub(r"\D", "", found[1])
        rest = rest[: found.start()] + " " + rest[found.end() :]
    rest = re.sub(r"[,，;；:：、|/\t]+", " ", _LABELS.sub(" ", rest))
    names = [word for word in _NAME.findall(rest) if word.strip()]
    # 赵 新 民 is one name of three characters, John Smith one of two words.
    name = re.sub(r"(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])", "", names[0].strip()) if names else ""
    return _checked(line, name, number, telephone, latest)


def _checked(line: str, name: str, number: str, telephone: str, latest: date) -> Someone:
    document, mistake = None, ""
    if number:
        try:
            document = document_of(number, latest=latest)
        except RefusedNumber as refused:
            mistake = f"{number} {reason_words(str(refused))}"
    if not mistake and telephone and not re.fullmatch(r"\+?[\d-]{7,20}", telephone):
        mistake = _("%s is no telephone number") % telephone
    if not mistake and not name:
        mistake = _("no name was found in this line")
    if not mistake and not number and not telephone:
        mistake = _("neither a number nor a telephone was found in this line")
    return Someone(line, name, number, telephone, document, mistake)
