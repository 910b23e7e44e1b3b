"""The heads of a paper's tables: how large they are set, and where a long English word of a narrow column may break."""

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
