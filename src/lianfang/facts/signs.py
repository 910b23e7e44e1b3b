"""Numbers and codes that stand on paper and are typed from it: Crockford's base 32, in groups of four signs.

https://www.crockford.com/base32.html: without I, L, O and U, which are misread. A sign holds 5 bits.
"""

import secrets

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUP = 4
_MISREAD = str.maketrans("OIL", "011")


def drawn(length: int) -> str:
    """So many signs drawn at random, as they stand on paper."""
    return grouped("".join(secrets.choice(SIGNS) for _ in range(length)))


def grouped(signs: str) -> str:
    """Signs as they stand on paper: groups of four with hyphens between."""
    return "-".join(signs[place : place + _GROUP] for place in range(0, len(signs), _GROUP))


def read(text: str, length: int) -> str:
    """What somebody typed or scanned, as it stands on paper; "" where the text can be no such number of signs.

    Small letters, blanks and missing hyphens do no harm, nor O for 0 and I or L for 1.
    """
    signs = "".join(text.upper().split()).replace("-", "").translate(_MISREAD)
    return grouped(signs) if len(signs) == length and set(signs) <= set(SIGNS) else ""
