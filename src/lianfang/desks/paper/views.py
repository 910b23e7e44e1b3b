"""Counting paper: whether anybody was asked twice, measured from what was recorded."""

from collections import Counter
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from lianfang.access.models import Account
from lianfang.access.roles import role
from lianfang.desks.doors import reads
from lianfang.desks.export import Exported, exported
from lianfang.desks.language import name_of
from lianfang.desks.page import moment_of, page
from lianfang.desks.paper.queries import lines
from lianfang.desks.queries import midnight
from lianfang.desks.reasons import column_words

DAYS = 14


@reads("count", "sign_off")
def counted(request: HttpRequest) -> HttpResponse:
    """Per role and day: forms, fields, and fields that the facts held already, which should be none."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    given = request.GET.get("days", "")
    days = max(1, min(int(given), 366)) if given.isdecimal() and len(given) < 4 else DAYS
    found = lines(account, midnight(at) - timedelta(days=days - 1), at + timedelta(seconds=1))
    if request.GET.get("export"):
        return exported(request, "paper", _columns(), found, computed=True)
    return page(
        request,
        "paper/counted.html",
        {
            "lines": [(line, name_of(role(line.role)), _named(line.held)) for line in found],
            "days": days,
            "forms": sum(line.forms for line in found),
            "filled": sum(line.filled for line in found),
            "held": sum(line.asked_twice for line in found),
        },
    )


def _named(held: Counter[str]) -> str:
    return "、".join(f"{column_words(column)} ×{times}" for column, times in held.most_common())


def _columns() -> list[Exported]:
    return [
        Exported(_("Day"), lambda line: line.day),
        Exported(_("Role"), lambda line: name_of(role(line.role))),
        Exported(_("Accounts"), lambda line: line.people),
        Exported(_("Forms"), lambda line: line.forms),
        Exported(_("Fields filled in"), lambda line: line.filled),
        Exported(_("Known already"), lambda line: line.asked_twice),
        Exported(_("Which"), lambda line: _named(line.held)),
    ]
