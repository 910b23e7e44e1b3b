"""A child's page opens when a guardian has agreed: who is asked, what they answered, the answer as a fact.

Read in the session that shows nobody else (`access.session.own_session`).
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from lianfang.access.masks import masked
from lianfang.desks.ages import OF_AGE, is_child
from lianfang.desks.guardians import wrong_name
from lianfang.desks.moments import local
from lianfang.situation import own
from lianfang.vocabulary.kinds.people import CONSENT

OWN_PAGE = "own_page"


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


def wrong_with(guardian: str, relation: str) -> str:
    """What is wanting in an answer; "" where nothing is."""
    if relation not in relations():
        return wrong_name(guardian) or _("Relation to the child: is missing; choose one.")
    return wrong_name(guardian)


def relations() -> list[str]:
    """How a guardian may be related to a child."""
    return [option.name for option in CONSENT.column("relation").options]
