"""What a field offers while one types: places at risk first, then the origins and vehicles of the last days."""

from datetime import datetime, timedelta

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.arrivals import queries
from lianfang.desks.arrivals.form import area_text
from lianfang.desks.moments import day_words, local
from lianfang.desks.risks import Risk, Risks
from lianfang.desks.words import option_word
from lianfang.places.models import Area
from lianfang.places.tree import range_of

# A list longer than this is no help to somebody who types.
MOST = 200


def risk_words(risk: Risk) -> str:
    """A declaration in few words: 高风险 自12月28日起算."""
    level = option_word("declaration.level", risk.level)
    if risk.counts_from is None:
        return level
    return _("%(level)s, counts from %(day)s") % {"level": level, "day": day_words(risk.counts_from)}


def offers(account: Account, at: datetime, risks: Risks) -> tuple[list[tuple[str, str]], list[str]]:
    """The origins to offer, each with what is said of it, and the vehicles by which people came lately."""
    day = local(at).date()
    asked = queries.Asked((local(at) - queries.LATELY).date(), day, direction="arrival")
    lately = queries.journeys(account, at, asked)
    declared: dict[str, Risk] = {}
    for risk in risks.in_force(at):
        declared.setdefault(risk.area, risk)
    areas = lately.areas | names.areas(declared)
    shown = [(area_text(areas[code]), risk_words(risk)) for code, risk in declared.items() if code in areas]
    counted = lately.frame["origin"].drop_nulls().value_counts(sort=True)["origin"].to_list()
    shown += [(area_text(areas[code]), "") for code in counted if code in areas and code not in declared]
    today = lately.frame.filter(lately.frame["occurred_from"] > at - timedelta(days=1))
    vehicles = list(dict.fromkeys(today["vehicle"].drop_nulls().to_list()))
    return shown[:MOST], vehicles[:MOST]


def settled_texts(account: Account) -> list[str]:
    """The areas within the account's own where somebody may live, the smallest first, for the field of destination."""
    low, high = range_of(account.area_path)
    inside = Area.objects.filter(path__gte=low, path__lt=high, level__in=("town", "village", "county"))
    return [area_text(area) for area in inside.order_by("order")[:MOST]]


def loading_address() -> str:
    """Where a file of journeys is loaded; empty where this installation has no desk for it."""
    try:
        return f"{reverse('loading:today')}?kind=journeys"
    except NoReverseMatch:
        return ""
