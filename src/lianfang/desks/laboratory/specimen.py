"""The page of a specimen: whose it is, what was found by round and laboratory; adding and correcting results."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianfang.access.audit import place_of
from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.doors import allowed, reads, records
from lianfang.desks.laboratory import forms, queries
from lianfang.desks.laboratory.grid import KEYS
from lianfang.desks.moments import field_moment
from lianfang.desks.page import moment_of, now_of, page
from lianfang.desks.queries import open_duties, person_names
from lianfang.desks.recording import recorded_whole

_CT = ("ct_orf1ab", "ct_n")


@reads("specimen", "test_result", "person_status")
def specimen(request: HttpRequest, subject: UUID) -> HttpResponse:
    """A specimen: its people, its results, and the form for another result."""
    return shown(request, subject)


@require_POST
@records("test_result")
def add_result(request: HttpRequest, subject: UUID) -> HttpResponse:
    """Another result of the specimen: another round, or another laboratory's. One already there is corrected."""
    account: Account = request.user  # type: ignore[assignment]
    bench = queries.specimen_for(account, subject, now_of(request), place_of(request))
    try:
        row = {
            "specimen": str(subject),
            "test_result.disease": bench.specimen["disease"],
            "test_result.assay": forms.option_told(request, "assay", "test_result", "assay"),
            "test_result.round": forms.round_told(request.POST.get("round", "")),
            "test_result.result": forms.option_told(request, "result", "test_result", "result"),
            "test_result.occurred_from": forms.moment_told(request, "tested", _("Tested")),
            "test_result.note": request.POST.get("note", "").strip() or None,
            **{f"test_result.{name}": forms.ct_told(request.POST.get(name, ""), name) for name in _CT},
        }
        if row["test_result.occurred_from"] < bench.specimen["occurred_from"]:
            raise forms.Refused(_("Tested before it was sampled; mend the time"))
        key = (row["test_result.assay"], account.unit or None, row["test_result.round"])
        if key in {(each["assay"], each["laboratory"], each["round"]) for each in bench.results}:
            raise forms.Refused(
                _("This unit's round %d of this assay is here already; correct it, or write the next round") % key[2]
            )
    except forms.Refused as refused:
        messages.error(request, str(refused))
        return shown(request, subject, {"add": request.POST.dict()}, 422)
    if recorded_whole(request, "test_result", [row]) is None:
        return shown(request, subject, {"add": request.POST.dict()}, 422)
    messages.success(request, _("The result was recorded."))
    return redirect("laboratory:specimen", subject)


@require_POST
@records("test_result")
def correct(request: HttpRequest, subject: UUID) -> HttpResponse:
    """Corrects a result by a new fact that supersedes it, or withdraws it; both with a reason."""
    account: Account = request.user  # type: ignore[assignment]
    if not allowed(account, "correct", "test_result"):
        raise Http404("this desk corrects no results")
    bench = queries.specimen_for(account, subject, now_of(request), place_of(request))
    fact = request.POST.get("fact", "")
    # What somebody corrected meanwhile is corrected as it was seen: the ledger keeps both and says that they dispute.
    before = next((each for each in bench.results if each["id"] == fact), None) or queries.result_told(
        str(subject), fact
    )
    try:
        if before is None:
            raise forms.Refused(_("This is no result of this specimen; look at it again"))
        row = _correction(request, str(subject), before)
    except forms.Refused as refused:
        messages.error(request, str(refused))
        return shown(request, subject, {"mended": request.POST.dict()}, 422)
    if recorded_whole(request, "test_result", [row]) is None:
        return shown(request, subject, {"mended": request.POST.dict()}, 422)
    messages.success(request, _("The correction was recorded; what stood before stays on record."))
    return redirect("laboratory:specimen", subject)


def _correction(request: HttpRequest, subject: str, before: dict[str, Any]) -> dict[str, Any]:
    """The row of a correction. Raises Refused without a reason, and where nothing is changed."""
    reason = request.POST.get("reason", "").strip()
    row: dict[str, Any] = {"specimen": subject, "test_result.supersedes": before["id"], "test_result.reason": reason}
    if request.POST.get("withdrawn"):
        row["test_result.withdrawn"] = True
    else:
        row["test_result.result"] = forms.option_told(request, "result", "test_result", "result")
        row |= {f"test_result.{name}": forms.ct_told(request.POST.get(name, ""), name) for name in _CT}
        told = [row["test_result.result"] != before["result"]]
        told += [row[f"test_result.{name}"] not in (None, before[name]) for name in _CT]
        if not any(told):
            raise forms.Refused(_("Nothing was changed; choose another result or Ct value"))
    if not reason:
        raise forms.Refused(_("Reason: say why the result is corrected"))
    return row


def may_correct_persons(account: Account, specimen: dict[str, Any]) -> bool:
    """Whether this account may say whose a tube is: whoever registered it, and whoever may correct specimens."""
    mine = specimen["recorded_by"] == account.username and allowed(account, "record", "specimen")
    return specimen["category"] in (None, "person") and (mine or allowed(account, "correct", "specimen"))


def shown(request: HttpRequest, subject: UUID, typed: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    """The page of a specimen; ``typed`` is what a refused form said."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    bench = queries.specimen_for(account, subject, at, place_of(request))
    persons = [UUID(person) for person in bench.specimen["persons"] or ()]
    people = person_names(account, persons)
    duties: dict[UUID | None, list[Any]] = {}
    for duty in open_duties(account, at).filter(person__in=persons).order_by("due", "key"):
        duties.setdefault(duty.person, []).append(duty)
    rounds = [each["round"] or 1 for each in bench.results if each["laboratory"] == (account.unit or None)]
    typed = typed or {}
    return page(
        request,
        "laboratory/specimen.html",
        {
            "specimen": bench.specimen,
            "results": bench.results,
            "people": [(person, people.get(person), duties.get(person, [])) for person in persons],
            "pooled": len(persons) > 1,
            "positive_pool": len(persons) > 1
            and any(each["result"] in ("positive", "preliminary_positive") for each in bench.results),
            "units": names.units(
                [*queries.laboratories([bench.specimen, *bench.results]), *_owing(duties), account.unit or None]
            ),
            "may_test": allowed(account, "record", "test_result"),
            "may_correct": allowed(account, "correct", "test_result"),
            "may_correct_persons": may_correct_persons(account, bench.specimen),
            "whose": typed.get("whose", {}),
            "meant": typed.get("meant"),
            "wrong": typed.get("wrong", ()),
            "areas": names.areas(each.responsible for each in typed["meant"].fits) if typed.get("meant") else {},
            "choices": [(name, KEYS[name]) for name in KEYS],
            "assays": forms.options("test_result", "assay"),
            "add": typed.get("add")
            or {"assay": "nucleic_acid", "round": max(rounds, default=0) + 1, "tested": field_moment(now_of(request))},
            "mended": typed.get("mended", {}),
            "open_form": bool(typed.get("add")) or _undecided(bench.results, len(persons)),
        },
        status=status,
    )


def _undecided(results: list[dict[str, Any]], people: int) -> bool:
    """Whether another result is awaited: there is none yet, or none of one person's that is more than preliminary."""
    return not results or (people <= 1 and not any(each["result"] in ("positive", "negative") for each in results))


def _owing(duties: dict[UUID | None, list[Any]]) -> list[str | None]:
    return [duty.owed_by for owed in duties.values() for duty in owed]
