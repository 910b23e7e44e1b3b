"""聚集性疫情: the clusters of an area as its plan defines them, and those that the space-time scan found."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.analysis import queries
from lianfang.desks.analysis.views import chosen_area
from lianfang.desks.choices import diseases_of
from lianfang.desks.doors import reads
from lianfang.desks.export import Exported, exported
from lianfang.desks.language import language_of_page
from lianfang.desks.moments import day_words, local
from lianfang.desks.page import moment_of, page
from lianfang.desks.queries import person_names
from lianfang.desks.rules import spoken
from lianfang.desks.words import level_word
from lianfang.places.boundaries import bounded
from lianfang.plan.wording import share
from lianfang.situation.models import Group
from lianfang.situation.plans import every_plan, plan_of
from lianfang.situation.warning import signals

# The page shows no more clusters, and of each no more cases; the export has every cluster.
MOST, MOST_CASES = 100, 20


@reads("signal", "case_status", "group", "group_member", "person_status")
def clusters(request: HttpRequest) -> HttpResponse:
    """The clusters here, those recognised last first, with their cases; the open signals of the scan with theirs."""
    account: Account = request.user  # type: ignore[assignment]
    at, chosen = moment_of(request), chosen_area(request, account)
    disease, diseases = diseases_of(request, account)
    asked = bool(request.GET.get("export"))
    found = list(queries.groups_in(chosen.path, disease)[: None if asked else MOST])
    called = {(plan.id, group.id): group.names for plan in every_plan() for group in plan.groups}
    areas, units = names.areas([one.place for one in found]), names.units([one.unit for one in found])

    def name_of_group(group: Group) -> str:
        told = called.get((group.plan or "", group.definition or ""))
        return spoken(told) if told is not None else group.definition or ""

    def where(group: Group) -> str:
        unit, place = units.get(group.unit or ""), areas.get(group.place or "")
        named = place.name if place is not None else "" if group.place == group.unit else group.place
        return " ".join(part for part in (_shared(group), unit.name if unit is not None else "", named) if part)

    if asked:
        return exported(request, f"clusters-{chosen.code}", _columns(name_of_group, where, at), found, computed=True)
    cases = queries.cases_of_groups(account, found, MOST_CASES)
    people = person_names(account, [case.person for held in cases.values() for case in held])
    told = [row for row in signals(at, disease).iter_rows(named=True) if row["cluster"] and row["answer"] is None]
    scanned = {row["cluster"]: row for row in told}
    reached = names.areas([code for cluster in scanned for code in cluster.split()])
    return page(
        request,
        "analysis/clusters.html",
        {
            "area": chosen,
            "disease": disease,
            "diseases": diseases,
            "clusters": [
                (
                    one, name_of_group(one), where(one), running(one, at),
                    [(case, people.get(case.person)) for case in cases[one.group]],
                )
                for one in found
            ],
            "beside": beside_words(disease),
            "scanned": [
                (row, [reached[code].name for code in cluster.split() if code in reached])
                for cluster, row in scanned.items()
                if any(code in reached and reached[code].path.startswith(chosen.path) for code in cluster.split())
            ],
        },
    )  # fmt: skip


def beside_words(disease: str) -> list[str]:
    """By which neighbours the space-time scan of a disease's plan goes, a line a level; where it has none, so."""
    plan = plan_of(disease)
    levels = dict.fromkeys(watch.level for watch in plan.watches if watch.method == "scan") if plan is not None else {}
    return [_beside_words(level) for level in levels] or [_("The plan in force asks for no space-time scan.")]


def _beside_words(level: str) -> str:
    known = bounded(level)
    named = {"level": level_word(level), "areas": known.areas, "bounded": known.bounded, "told": known.told}
    if known.since is not None:
        named["day"] = day_words(local(known.since).date())
        told = _(
            "%(level)s: areas lie beside one another where their boundaries touch (%(bounded)s of %(areas)s have one,"
            " the latest loaded on %(day)s), or where that was told with the areas (%(told)s)."
        )
    elif known.told:
        told = _(
            "%(level)s: no boundary is loaded; areas lie beside one another where that was told with the areas"
            " (%(told)s of %(areas)s)."
        )
    else:
        told = _(
            "%(level)s: no boundary is loaded and nobody told which areas lie beside one another: the scan finds"
            " nothing. lianfang load boundaries FILE mends that."
        )
    return told % named


def running(group: Group, at: datetime) -> bool:
    """Whether the time after which a cluster is over, by its plan, has not come."""
    return group.closes is None or group.closes > at


def _shared(group: Group) -> str:
    """What the cases of a cluster share, in words; nothing where it is made by distance."""
    try:
        return share(group.share or "", language_of_page())
    except KeyError:
        return ""


def _columns(name_of_group: Any, where: Any, at: datetime) -> list[Exported]:
    return [
        Exported(_("Cluster"), name_of_group),
        Exported(_("Place"), where),
        Exported(_("Cases"), lambda group: group.cases),
        Exported(_("First case"), lambda group: group.first),
        Exported(_("Last case"), lambda group: group.last),
        Exported(_("Recognised"), lambda group: group.recognised),
        Exported(_("Over from"), lambda group: group.closes),
        Exported(_("Running"), lambda group: _("yes") if running(group, at) else _("no")),
    ]
