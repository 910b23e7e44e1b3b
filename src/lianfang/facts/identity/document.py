"""One document's number, read slowly and plainly. The area code is never a reason to refuse."""

import re
from dataclasses import dataclass
from datetime import date

from stdnum.cn.ric import calc_check_digit

from lianfang.facts.cells import LOST_DIGITS, half_width_of, reason
from lianfang.facts.identity import kinds

# Forms by kind. A permanent residence card before 2023: three letters of the country and twelve digits.
FORMS = {
    kinds.HONG_KONG_MACAO: r"[HM]\d{8}(?:\d{2})?",
    kinds.TAIWAN: r"\d{8}|\d{10}(?:\([A-Z]\)|[A-Z])?",
    kinds.PASSPORT: r"(?=.*\d)[A-Z0-9]{5,17}",
    kinds.FOREIGNER: r"[A-Z]{3}\d{12}",
}
EARLIEST = date(1900, 1, 1)


class RefusedNumber(ValueError):
    """A number that cannot be what it says; the text is the reason."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document of identity: its kind as in the vocabulary, its number in one form, what the number says.

    ``number`` is without spaces and in capitals; an old number of 15 digits is written with 18, as the state rewrote
    them all, so that both find the same person. ``sex`` is male or female.
    """

    kind: str
    number: str
    birth: date | None = None
    sex: str | None = None


def compact(number: str) -> str:
    """The number without spaces, hyphens and full-width characters, in capitals."""
    return re.sub(r"[\s\-'·]", "", half_width_of(number)).upper()


def document_of(number: str, kind: str | None = None, *, latest: date | None = None) -> Document:
    """The document that a number belongs to.

    ``kind`` is a name of the vocabulary or a word of a file (身份证, 护照); without it the number's form decides. A
    birth after ``latest`` is refused. Raises RefusedNumber with the reason.
    """
    named = kinds.kind_named(kind)
    if number.startswith(LOST_DIGITS):
        raise RefusedNumber(reason("lost_digits"))
    plain = compact(number)
    if named == kinds.NONE:
        if plain:
            raise RefusedNumber(reason("identity_none"))
        return Document(kinds.NONE, "")
    if re.fullmatch(r"\d(?:\.\d+)?E\+?\d+", plain):
        raise RefusedNumber(reason("lost_digits"))
    if named in FORMS and re.fullmatch(FORMS[named], plain) and not re.fullmatch(r"\d{17}[\dX]", plain):
        return Document(named, plain)
    if re.fullmatch(r"\d{17}[\dX]", plain):
        return _of_eighteen(plain, latest)
    if named in FORMS:
        raise RefusedNumber(reason("identity_kind", kind=named))
    if re.fullmatch(r"\d{15}", plain):
        body = plain[:6] + "19" + plain[6:]
        return _of_eighteen(body + calc_check_digit(body + "0"), latest)
    if named is None:
        for other in (kinds.HONG_KONG_MACAO, kinds.FOREIGNER):
            if re.fullmatch(FORMS[other], plain):
                return Document(other, plain)
        if re.fullmatch(r"[A-Z]{1,2}\d{6,9}", plain):
            return Document(kinds.PASSPORT, plain)
        if not re.fullmatch(r"[\dX]{11,20}", plain):
            raise RefusedNumber(reason("identity_unknown_kind"))
    if len(plain) != 18:
        raise RefusedNumber(reason("identity_length", digits=len(plain)))
    raise RefusedNumber(reason("identity_characters"))


def _of_eighteen(number: str, latest: date | None) -> Document:
    """A number of 18 characters: birth date, then check digit (a shifted digit shows in the date first)."""
    digits = number[6:14]
    try:
        birth = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        raise RefusedNumber(reason("identity_birth", digits=digits)) from None
    if birth < EARLIEST or (latest is not None and birth > latest):
        raise RefusedNumber(reason("identity_birth", digits=digits))
    if calc_check_digit(number) != number[-1]:
        # A spreadsheet writes 000 for what it could not keep.
        raise RefusedNumber(reason("lost_digits" if number.endswith("000") else "identity_check_digit"))
    return Document(kinds.kind_of_eighteen(number), number, birth, "male" if int(number[16]) % 2 else "female")
