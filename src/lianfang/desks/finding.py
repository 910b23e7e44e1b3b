"""Somebody found by what is at hand, a number of identity, a telephone, a name: before a form asks what is known."""

import re
from dataclasses import dataclass
from datetime import datetime

from lianfang.access.models import Account
from lianfang.access.shown import note
from lianfang.desks.moments import local
from lianfang.desks.reasons import reason_words
from lianfang.facts.identities import persons_with
from lianfang.facts.identity import Document, RefusedNumber, document_of
from lianfang.situation.models import PersonStatus
from lianfang.situation.queries import people_of

MOST = 20
_TELEPHONE = re.compile(r"(?:\+?86)?1\d{10}|0\d{9,11}|\d{7,8}")
_NUMBER = re.compile(r"(?=.*\d)[0-9A-Za-z()（）]{6,18}")


@dataclass(frozen=True, slots=True)
class Search:
    """What was found by a text: people whom the account may see, and what the text is in itself.

    ``by`` is identity, telephone or name ("" where nothing was asked). ``document`` is the document of identity that
    the text names, for a form about somebody new; ``mistake`` says in one line why a number cannot be one.
    """

    text: str = ""
    by: str = ""
    people: tuple[PersonStatus, ...] = ()
    document: Document | None = None
    mistake: str = ""

    @property
    def one(self) -> PersonStatus | None:
        """The person, where exactly one was found by a number; a name alone is nobody yet."""
        return self.people[0] if len(self.people) == 1 and self.by != "name" else None


def searched(account: Account, text: str, at: datetime) -> Search:
    """Whom a text names: all of a number that is found, the first twenty of a name."""
    plain = "".join(text.split())
    if not plain:
        return Search()
    if _TELEPHONE.fullmatch(plain):
        return Search(plain, "telephone", _people(account, "telephone", plain))
    if not _NUMBER.fullmatch(plain):
        name = text.strip()
        named = people_of(account).filter(name__gte=name, name__lt=name + "\U0010ffff", merged_into=None)
        found = tuple(named.order_by("name", "birth", "person")[:MOST])
        note(one.person for one in found)
        return Search(name, "name", found)
    try:
        document = document_of(plain, latest=local(at).date())
    except RefusedNumber as refused:
        return Search(plain, "identity", mistake=f"{plain}: {reason_words(str(refused))}")
    return Search(plain, "identity", _people(account, "identity", document.number), document)


def _people(account: Account, kind: str, value: str) -> tuple[PersonStatus, ...]:
    """The people of whom the value is told; in place of one who was merged, the person kept."""
    told = people_of(account).filter(person__in=persons_with(kind, value))  # type: ignore[arg-type]
    kept = {row.merged_into or row.person for row in told}
    found = tuple(people_of(account).filter(person__in=kept).order_by("name", "person")[:MOST])
    note(one.person for one in found)
    return found
