"""What an address or a form chooses: a disease, a day, a moment, an id; read in one place, refused in one line."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from lianfang.desks.figures import diseases_counted
from lianfang.desks.moments import day_read
from lianfang.situation.plans import plans_in_force
from lianfang.vocabulary import Mistake


def disease_of(request: HttpRequest, account: Any) -> str:
    """The disease that ``?disease=`` asks for, else the one of which most was counted here, else the first plan's."""
    return _disease_asked(request) or _first(diseases_counted(account.area_path))


def diseases_of(request: HttpRequest, account: Any) -> tuple[str, list[str]]:
    """The same, and all diseases of which anything was counted here, for a page that offers them."""
    counted = diseases_counted(account.area_path)
    return _disease_asked(request) or _first(counted), counted


def _disease_asked(request: HttpRequest) -> str:
    return request.GET.get("disease", "").strip()


def _first(counted: list[str]) -> str:
    if counted:
        return counted[0]
    return next((plan.disease for plan in plans_in_force()), "covid19")


def day_of(request: HttpRequest, parameter: str) -> date | None:
    """A day of the address, or None where it names none. Raises Mistake on what is no day."""
    given = request.GET.get(parameter, "").strip() or request.POST.get(parameter, "").strip()
    if not given:
        return None
    day = day_read(given)
    if day is None:
        raise Mistake(
            _("%(parameter)s is a day such as 2021-01-09, not %(value)r") % {"parameter": parameter, "value": given}
        )
    return day


def is_uuid(text: str) -> bool:
    """Whether a text of an address or a form is a UUID."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True
