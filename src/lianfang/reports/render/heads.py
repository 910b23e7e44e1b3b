"""How large a paper's title and the heads of its tables are set, and where a long English word of a head may break."""

import re

# A soft hyphen, which shows only where the line breaks.
_SOFT = "\u00ad"
_LONG = {
    "asymptomatic": "asymp-tomatic",
    "cumulative": "cumu-lative",
    "confirmed": "con-firmed",
    "suspected": "sus-pected",
    "discharged": "dis-charged",
    "responsible": "respon-sible",
}
_WORD = re.compile("|".join(_LONG), re.IGNORECASE)
# The width of the text in points, and the largest and smallest size of a title.
_WIDE, _TITLE, _SMALL_TITLE = 450, 20, 15
# More columns than these leave too little for a head of the usual size.
_MANY = 8


def head(label: str) -> str:
    """A label as it stands in a table's head on paper."""
    return _WORD.sub(_broken, label)


def _broken(found: re.Match[str]) -> str:
    word = found[0]
    at = _LONG[word.lower()].index("-")
    return f"{word[:at]}{_SOFT}{word[at:]}"


def smaller(columns: int) -> float:
    """By how many points a head is smaller than its table of so many columns."""
    return 2 if columns > _MANY else 1


def title_size(title: str) -> float:
    """The size, in points, in which a title keeps to one line where it can: the last sign of one stands badly alone."""
    signs = sum(1 if ord(sign) > 0x2E80 else 0.56 for sign in title)
    return max(_SMALL_TITLE, min(_TITLE, _WIDE / max(signs, 1)))
