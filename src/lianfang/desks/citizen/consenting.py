"""A child's page opens when a guardian has agreed: who is asked, what they answered, the answer as a fact.

Read in the session that shows nobody else (`access.session.own_session`).
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from lianfang.access.masks import masked
from lianfang.desks.ages import OF_AGE, is_child
from lianfang.desks.moments import local
from lianfang.situation import own
from lianfang.vocabulary.kinds.people import CONSENT

OWN_PAGE = "own_page"
# As long as a name on the form may be.
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Child:
    """Whose guardian is asked: the name, masked; the area that answers for them; whom the records name as guardian;
    the last answer about this page, where there was one."""

    name: str
    area: str
    guardians: tuple[str, ...]
    last: own.OwnConsent | None

    @property
    def agreed(self) -> bool:
        """Whether a guardian's consent stands."""
        return self.last is not None and self.last.answer == "agreed"


def child_at(at: datetime) -> Child | None:
    """The child whom the session is about; None for whoever answers for themselves."""
    name, born, area = own.own_name()
    age = own.own_age()
    if not (is_child(born, local(at).date()) if born is not None else age is not None and age < OF_AGE):
        return None
    last = next((each for each in own.own_consents() if each.matter == OWN_PAGE), None)
    return Child(masked("name", name), area, tuple(own.own_guardians()), last)


def is_shut(at: datetime) -> bool:
    """Whether the session is about a child for whose page no guardian's consent stands."""
    child = child_at(at)
    return child is not None and not child.agreed


def not_the_guardian(child: Child, typed: str) -> bool:
    """Whether the records name a guardian and it is not whoever this name says."""
    return bool(child.guardians) and _plain(typed) not in map(_plain, child.guardians)


def wrong_with(guardian: str, relation: str) -> str:
    """What is wanting in an answer; "" where nothing is."""
    if not guardian or len(guardian) > LONGEST_NAME:
        return _("Guardian's name: missing, or longer than %d signs.") % LONGEST_NAME
    if relation not in relations():
        return _("Relation to the child: is missing; choose one.")
    return ""


def relations() -> list[str]:
    """How a guardian may be related to a child."""
    return [option.name for option in CONSENT.column("relation").options]


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()
