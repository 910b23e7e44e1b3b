"""How a person without an account proves whose page they ask for: a paper's number and code, or a counter's code.

The number of a paper stands in its QR code and is shown at doors; the code beside it does not, and follows from the
number by the installation's look-up key, so that nothing is kept of it. A counter's code is drawn at random.
"""

import hmac
from datetime import datetime, timedelta
from uuid import UUID

import polars as pl
from django.db.models.functions import Now

from lianfang.access.ciphers import lookup_hashes
from lianfang.access.session import machine_session
from lianfang.facts import signs
from lianfang.facts.clock import local_day
from lianfang.facts.decisions import number_read, papers
from lianfang.facts.models import EntryCode
from lianfang.facts.recording.lookups import kept_of_merged

# Eight signs: 40 bits.
_LENGTH = 8
# How long a counter's code may wait to be typed.
GOOD_FOR = timedelta(minutes=30)
# A paper opens its person's page for so long after its last day: to look and to appeal, not for ever from a drawer.
AFTER_LAST_DAY = timedelta(days=30)


def code_of_paper(number: str) -> str:
    """The code that stands beside a paper's number, as two groups of four signs."""
    digest = int.from_bytes(lookup_hashes([f"code of paper {number}"])[0][:5])
    return signs.grouped("".join(signs.SIGNS[digest >> 5 * place & 31] for place in reversed(range(_LENGTH))))


def person_of_paper(number: str, code: str, at: datetime) -> UUID | None:
    """Whom a paper is about, for whoever knows its number and its code; None where either is wrong, or it is void.

    It is void once withdrawn, and thirty days after its last day, where it has one.
    """
    read, typed = number_read(number), signs.read(code, _LENGTH)
    right = hmac.compare_digest(code_of_paper(read).encode(), typed.encode())
    with machine_session():
        rows = papers(at, numbers=[read]) if read else []
        if not (right and rows):
            return None
        ends = rows[0]["ends"]
        if ends is not None and local_day(at) > ends + AFTER_LAST_DAY:
            return None
        return _kept(rows[0]["subject"])


def new_entry_code(person: UUID, asked: str, given_by: str) -> str:
    """A new code for one entry to a person's page, good for ``GOOD_FOR``; it is shown this once.

    ``asked`` says who asked at the counter and which document they showed. The database's clock decides, as it will
    when the code is typed: a demonstration's clock must not lengthen it.
    """
    code = signs.drawn(_LENGTH)
    with machine_session():
        # What was used or ran out serves nobody; who gave what to whom stands in the audit.
        EntryCode.objects.filter(expires_at__lt=Now()).delete()
        EntryCode.objects.create(
            digest=_digest(code), person=person, asked=asked, given_by=given_by, expires_at=Now() + GOOD_FOR
        )
    return code


def person_of_entry_code(code: str) -> UUID | None:
    """Whose page a counter's code opens; it opens it once. None where it is unknown, used or expired."""
    with machine_session():
        found = EntryCode.objects.filter(digest=_digest(signs.read(code, _LENGTH)), used_at=None, expires_at__gt=Now())
        person = found.values_list("person", flat=True).first()
        # Of two who type it at once one is let in.
        if person is None or not found.update(used_at=Now()):
            return None
        return _kept(str(person))


def _digest(code: str) -> bytes:
    return lookup_hashes([f"entry code {code}"])[0]


def _kept(person: str) -> UUID:
    return UUID(kept_of_merged(pl.Series([person], dtype=pl.String))[0])
