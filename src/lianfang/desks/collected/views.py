"""到访登记: whom the collected visits show and nobody can name, scans to ask about, and what may be collected."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.doors import reads
from lianfang.desks.dossier.encounters import unnamed
from lianfang.desks.export import Exported, exported, option_of
from lianfang.desks.page import moment_of, page
from lianfang.desks.words import option_word
from lianfang.facts.visits.collecting import Collecting, declared
from lianfang.facts.visits.flags import AFAR, flagged
from lianfang.situation import queries as situation

_SHOWN = 50
_ORDER = ("-began", "case", "plan", "place", "setting", "grade")


@reads("visit", "declaration", "unnamed_contact")
def today(request: HttpRequest) -> HttpResponse:
    """Whom to ask for by name first; then the scans flagged of late, and the declarations."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    found = situation.unnamed_of(account).order_by(*_ORDER)
    if request.GET.get("export") and request.GET.get("of") == "flags":
        return exported(request, "flagged-scans", _of_flags(), flagged(at), computed=True)
    if request.GET.get("export"):
        return exported(request, "unnamed-contacts", _of_unnamed(), unnamed(account, found), computed=True)
    flags = list(flagged(at)[: _SHOWN + 1])
    holding = declared(at)
    units = names.units(flag.place for flag in flags)
    return page(
        request,
        "collected/today.html",
        {
            "unnamed": unnamed(account, found[:_SHOWN]),
            "unnamed_more": found[_SHOWN : _SHOWN + 1].exists(),
            "flags": [(flag, units.get(flag.place)) for flag in flags[:_SHOWN]],
            "flags_more": len(flags) > _SHOWN,
            "afar": AFAR,
            "declared": [(one, _state(one, at), [_kind_word(kind) for kind in one.kinds]) for one in holding],
            "areas": names.areas([*(flag.scanned_in for flag in flags), *(one.area for one in holding)]),
        },
    )


def _state(one: Collecting, at: datetime) -> str:
    if one.since > at:
        return "to come"
    return "in force" if one.until is None or at < one.until else "ended"


def _kind_word(kind: str) -> str:
    words = {"household": _("homes"), "room": _("rooms")}
    unit = option_word("duty.owed_kind", kind)
    return words.get(kind) or (option_word("journey.means", kind) if unit == kind else unit)


def _of_unnamed() -> list[Exported]:
    def of(column: str) -> Any:
        return lambda row: getattr(row, column)

    return [
        Exported(_("Case"), of("number")),
        Exported(_("Place"), of("place")),
        Exported(_("From"), of("began")),
        Exported(_("Until"), of("ended")),
        Exported(_("Setting"), of("setting")),
        Exported("接触者类型", option_of("exposure", "grade", of("grade"))),
        Exported(_("People"), of("people")),
    ]


def _of_flags() -> list[Exported]:
    return [
        Exported(_("Place"), lambda flag: flag.place),
        Exported(_("What is unusual"), lambda flag: _("scanned from afar") if flag.ground == AFAR else _("one device")),
        Exported(_("Scanned in"), lambda flag: flag.scanned_in),
        Exported(_("People"), lambda flag: flag.people),
        Exported(_("From"), lambda flag: flag.first),
        Exported(_("Until"), lambda flag: flag.last),
    ]
