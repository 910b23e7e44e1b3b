"""What the desk's forms share: a moment, a Ct value, the options of a column, each refused in one line."""

from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _

from lianfang import vocabulary
from lianfang.access.models import Account
from lianfang.desks.choices import disease_of
from lianfang.desks.figures import diseases_counted
from lianfang.desks.language import name_of
from lianfang.desks.moments import moment_typed
from lianfang.desks.page import now_of
from lianfang.situation.plans import plans_in_force
from lianfang.vocabulary import Mistake


class Refused(Mistake):
    """Something typed that cannot be; the text says field, value and what to do, in the language of the page."""


def moment_told(request: HttpRequest, name: str, label: str) -> datetime:
    """The moment of a field, by the clock of the installation; now where it is blank. Raises Refused."""
    text = request.POST.get(name, "").strip()
    if not text:
        return now_of(request)
    moment = moment_typed(text)
    if moment is None:
        raise Refused(_("%(field)s %(value)s: write it as 2021-01-09 18:00") % {"field": label, "value": repr(text)})
    if moment > now_of(request):
        raise Refused(_("%(field)s %(value)s lies in the future") % {"field": label, "value": text.replace("T", " ")})
    return moment


def ct_told(text: str, column: str) -> float | None:
    """A Ct value within what the vocabulary allows, None where it is blank. Raises Refused."""
    plain = text.strip().replace("．", ".")
    if not plain:
        return None
    declared = vocabulary.kind("test_result").column(column)
    try:
        value = float(plain)
    except ValueError:
        raise Refused(
            _("%(field)s %(value)s is not a number") % {"field": name_of(declared), "value": repr(text)}
        ) from None
    low, high = declared.minimum or 0, declared.maximum or float("inf")
    if not low <= value <= high:
        raise Refused(
            _("%(field)s %(value)s is not between %(low)g and %(high)g")
            % {"field": name_of(declared), "value": plain, "low": low, "high": high}
        )
    return value


def round_told(text: str) -> int:
    """A round within what the vocabulary allows; the first where it is blank. Raises Refused."""
    declared = vocabulary.kind("test_result").column("round")
    if not text.strip():
        return 1
    if not text.strip().isdigit() or not (declared.minimum or 1) <= int(text) <= (declared.maximum or int(text)):
        raise Refused(
            _("Round %(value)s: write a number from %(low)d to %(high)d")
            % {"value": repr(text), "low": declared.minimum or 1, "high": declared.maximum or 9}
        )
    return int(text)


def options(kind: str, column: str) -> list[str]:
    """The names of a column's options, for a choice."""
    return [option.name for option in vocabulary.kind(kind).column(column).options]


def option_told(request: HttpRequest, name: str, kind: str, column: str) -> str:
    """The option chosen in a field. Raises Refused where it is none of the column's."""
    given = request.POST.get(name, "").strip()
    declared = vocabulary.kind(kind).column(column)
    if given not in options(kind, column):
        raise Refused(_("%(field)s: choose one of the list") % {"field": name_of(declared)})
    return given


def diseases(account: Account) -> list[str]:
    """The diseases to choose from: of the plans in force, and whatever is counted here."""
    return list(dict.fromkeys([*(plan.disease for plan in plans_in_force()), *diseases_counted(account.area_path)]))


def disease_told(request: HttpRequest, account: Account) -> str:
    """The disease of a form; that of which most is counted here where it names none."""
    return request.POST.get("disease", "").strip() or disease_of(request, account)
