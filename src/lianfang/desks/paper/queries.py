"""Forms, fields and what was asked twice, by role and day, of the accounts of an area."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from lianfang.access.models import Account
from lianfang.desks.moments import local
from lianfang.facts.forms import Filled, forms_filled
from lianfang.places.tree import range_of


@dataclass
class Line:
    """What a role filled in on a day; ``held`` names the columns that were held already, with how often."""

    day: date
    role: str
    accounts: set[str] = field(default_factory=set)
    forms: int = 0
    filled: int = 0
    held: Counter[str] = field(default_factory=Counter)

    @property
    def people(self) -> int:
        """How many accounts filled in anything."""
        return len(self.accounts)

    @property
    def asked_twice(self) -> int:
        """How many fields were told that the facts held already."""
        return sum(self.held.values())

    def add(self, account: str, form: Filled) -> None:
        """Counts a form of an account."""
        self.accounts.add(account)
        self.forms += 1
        self.filled += form.filled
        self.held += form.held


def lines(account: Account, since: datetime, until: datetime) -> list[Line]:
    """A line a role and day, the latest day first, of the accounts in the area of this one."""
    low, high = range_of(account.area_path)
    roles = dict(
        Account.objects.filter(area_path__gte=low, area_path__lt=high).order_by().values_list("username", "role")
    )
    made: dict[tuple[date, str], Line] = {}
    for name, forms in forms_filled(roles, since, until).items():
        for moment, form in forms:
            key = (local(moment).date(), roles[name])
            made.setdefault(key, Line(*key)).add(name, form)
    return sorted(made.values(), key=lambda line: (-line.day.toordinal(), line.role))
