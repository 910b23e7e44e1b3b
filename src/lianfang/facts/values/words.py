"""Columns of free text, names, addresses and telephones."""

import re

import polars as pl

from lianfang.facts.cells import Parsed, half_width, reason
from lianfang.facts.values.distinct import Answer, by_distinct, merged

_SPACES = r"[ \t\r\n\x{00a0}\x{3000}]+"
_HAN = r"\p{Han}"
_DOTS = r"[•‧∙・･⋅᛫]"
_MOBILE = r"^(?:\+?86|0086)?(1[3-9]\d{9})$"
_BETWEEN = re.compile(r"[、,;；，/\n|]+|\s{2,}|(?<=\d{11})\s+(?=1[3-9]\d{9})|(?<=\d{7})\s*或\s*")


def texts(text: pl.Series) -> Parsed:
    """Free text as it stands."""
    return Parsed.of(text)


def addresses(text: pl.Series) -> Parsed:
    """Addresses with half-width digits and letters and single spaces, none between Chinese characters."""
    plain = half_width(text).str.replace_all(_SPACES, " ")
    return Parsed.of(_closed(plain))


def names(text: pl.Series) -> Parsed:
    """One person's name: '·' for every dot between parts, 张　三 as 张三; rare characters stay as they are.

    Two names in a cell, and a number in the place of a name, are refused.
    """
    plain = _closed(text.str.replace_all(_DOTS, "·").str.replace_all(_SPACES, " ").str.replace_all(r" ?· ?", "·"))
    # A full stop between Chinese characters is a dot that somebody could not type.
    plain = plain.str.replace_all(r"(\p{Han})[.．](\p{Han})", "${1}·${2}")
    number = plain.str.contains(r"\d{7}").fill_null(False)
    several = plain.str.contains(rf"[、；;\n|]|{_HAN}[,，/]{_HAN}").fill_null(False)
    why = pl.select(
        pl.when(number).then(pl.lit(reason("name_is_number"))).when(several).then(pl.lit(reason("two_values")))
    ).to_series()
    return Parsed.of(pl.select(pl.when(~(number | several)).then(plain)).to_series(), why)


def telephones(text: pl.Series) -> Parsed:
    """Telephones in one form each: mobiles of the mainland as 11 digits, landlines with their area code
    (0451-88888888, with an extension 0451-88888888-123), others as
    +country and digits. Of several in a cell the first is kept, with a note.
    """
    plain = half_width(text)
    digits = plain.str.replace_all(r"[\s()\-]", "").str.strip_suffix(".0")
    quick = Parsed.of(digits.str.extract(_MOBILE, 1))
    left = quick.values.is_null() & plain.is_not_null()
    if not left.any():
        return quick
    slow = by_distinct(plain.zip_with(left, pl.Series([None], dtype=pl.String)), _telephone, pl.String())
    return merged(quick, slow, left)


def _closed(text: pl.Series) -> pl.Series:
    # Twice, for in 王 小 明 each character is the neighbour of two spaces.
    once = text.str.replace_all(r"(\p{Han}) (\p{Han})", "${1}${2}")
    return once.str.replace_all(r"(\p{Han}) (\p{Han})", "${1}${2}")


def _telephone(cell: str) -> Answer:
    # The tables of the world's numbers take a while to load, and most files need none of them.
    import phonenumbers

    if re.fullmatch(r"\d(?:\.\d+)?[eE]\+?\d+", cell):
        return None, reason("lost_digits"), None
    parts = [part.strip() for part in _BETWEEN.split(cell) if re.search(r"\d", part)]
    if not parts:
        return None, reason("not_a_telephone"), None
    first = re.sub(r"\s*(?:转|分机)\s*", " ext ", re.sub(r"^[^\d+(]+", "", parts[0]))
    note = reason("first_telephone", count=len(parts)) if len(parts) > 1 else None
    try:
        number = phonenumbers.parse(first, "CN")
    except phonenumbers.NumberParseException:
        return None, reason("not_a_telephone"), None
    national = phonenumbers.national_significant_number(number)
    extension = f"-{number.extension}" if number.extension else ""
    number.extension = None
    if number.country_code != 86:
        if not phonenumbers.is_possible_number(number):
            return None, reason("not_a_telephone"), None
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) + extension, None, note
    if phonenumbers.is_valid_number(number):
        if re.fullmatch(r"1[3-9]\d{9}", national):
            return national, None, note
        written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
        area, _, local = written.partition(" ")
        return (f"{area}-{local.replace(' ', '')}" if local else area) + extension, None, note
    if re.fullmatch(r"[2-8]\d{6,7}", national) and not first.startswith("0"):
        return national, None, note or reason("no_area_code")
    return None, reason("not_a_telephone"), None
