"""A temperature as people type it at a desk, on a phone and in a grid."""

import re

from django.utils.translation import gettext as _

from lianfang import vocabulary

_LIMITS = vocabulary.kind("health_check").column("temperature")
# Two digits, or two and decimals: 37, 36.5; three digits alone are tenths: 365.
_PLAIN = re.compile(r"\d{1,2}(?:\.\d{1,2})?")
_TENTHS = re.compile(r"\d{3}")
_WRITTEN = str.maketrans("０１２３４５６７８９．。，,", "0123456789....")


def temperature_of(text: str) -> float | None:
    """The temperature that a text says: 36.5, 365, 36。5 ℃; None where it is empty.

    Raises ValueError with the reason where it is none, or lies outside the vocabulary's limits.
    """
    plain = text.strip().translate(_WRITTEN).rstrip("℃°C ")
    if not plain:
        return None
    if _TENTHS.fullmatch(plain):
        value = int(plain) / 10
    elif _PLAIN.fullmatch(plain):
        value = float(plain)
    else:
        raise ValueError(_("is no temperature; write it as 36.5 or 365"))
    low, high = _LIMITS.minimum or 0, _LIMITS.maximum or 99
    if not low <= value <= high:
        raise ValueError(_("lies outside %(low)g to %(high)g ℃; measure again or mend it") % {"low": low, "high": high})
    return value
