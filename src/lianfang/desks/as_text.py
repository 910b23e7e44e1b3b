"""A list as text for a message: short lines that read well on a telephone, what the page shows and no more.

A view makes the text, its template shows it in one line: ``{% copy_as_text text %}``. The button copies; without a
script the text stands in a box to be marked by hand.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from lianfang.desks.language import chinese
from lianfang.desks.moments import moment_words


@dataclass(frozen=True, slots=True)
class Part:
    """Lines of a list under a heading of their own; "" where the list has only one part."""

    heading: str
    lines: Sequence[str]


def line_of(*parts: object) -> str:
    """What a line says, part by part, with the comma of the language between; what is empty is left out."""
    said = [str(part).strip() for part in parts if part not in (None, "")]
    return ("，" if chinese() else ", ").join(part for part in said if part and part != "–")


def as_text(title: str, known: datetime, parts: Iterable[Part], *, more: int = 0) -> str:
    """The title with the moment as of which it is known, then each part's lines, numbered through.

    ``more`` says how many rows the page does not show. A part without lines is left out; where none has any, the text
    says so.
    """
    written = [title, _("as known %s") % moment_words(known)]
    number = 0
    for part in parts:
        if not part.lines:
            continue
        written.append("")
        if part.heading:
            written.append((_("[%(heading)s] %(n)d") % {"heading": part.heading, "n": len(part.lines)}).strip())
        for line in part.lines:
            number += 1
            written.append(f"{number}. {line}")
    if not number:
        written += ["", _("none")]
    if more > 0:
        written += ["", _("… and %d more") % more]
    return "\n".join(written)
