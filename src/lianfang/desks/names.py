"""Names of units, areas and diseases for what is on a page: one query for all of them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianfang.facts import clock
from lianfang.facts.responsible import leaders
from lianfang.places.models import Area, Unit

DISEASES: dict[str, str | Promise] = {
    "covid19": _("COVID-19"),
    "measles": _("Measles"),
    "norovirus": _("Norovirus infection"),
    "mers": _("MERS"),
    "ebola": _("Ebola"),
    "influenza_h7n9": _("Influenza A(H7N9)"),
    "dengue": _("Dengue"),
}


def disease(code: str | None) -> str:
    """A disease in the language of the page; a code that is unknown stays as it is."""
    return str(DISEASES.get(code or "", code or ""))


def units(codes: Iterable[str | None], at: datetime | None = None) -> dict[str, Unit]:
    """Units by their codes, each with the leader who is responsible at a moment (now where none is named)."""
    wanted = {code for code in codes if code}
    if not wanted:
        return {}
    found = {unit.code: unit for unit in Unit.objects.filter(code__in=wanted)}
    for code, leader in leaders(found.values(), at or clock.now()).items():
        # On the page only: who is responsible is a fact, and the unit as it was loaded stays.
        found[code].leader = leader
    return found


def areas(keys: Iterable[str | None]) -> dict[str, Area]:
    """Areas by their codes and by their paths, whichever was asked."""
    wanted = {key for key in keys if key}
    if not wanted:
        return {}
    found = Area.objects.filter(Q(code__in=wanted) | Q(path__in=wanted))
    return {key: area for area in found for key in (area.code, area.path)}


def own_place(account: Any) -> str:
    """What stands in the head of the page: the account's unit, else its area, else nothing."""
    if getattr(account, "unit", ""):
        return Unit.objects.filter(code=account.unit).values_list("name", flat=True).first() or account.unit
    if getattr(account, "area", ""):
        return Area.objects.filter(code=account.area).values_list("name", flat=True).first() or account.area
    return ""
