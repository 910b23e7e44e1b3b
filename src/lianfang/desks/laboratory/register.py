"""Registering specimens: many lines at once into one box, read into a table, confirmed, recorded."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.doors import records
from lianfang.desks.duties.views import units_to_choose
from lianfang.desks.laboratory import forms
from lianfang.desks.laboratory.registering import Registration, registration_of, rows_of
from lianfang.desks.laboratory.tubes import POOLS, tubes_of
from lianfang.desks.moments import field_moment, local
from lianfang.desks.page import now_of, page
from lianfang.desks.recording import recorded_whole, request_id_of
from lianfang.facts.entry import answered

# A page of so many lines is still read at a glance by a scanner's operator; more come by file.
MOST = 2000


@records("specimen")
def register(request: HttpRequest) -> HttpResponse:
    """The box for many tubes; what it was read as, to be confirmed; and the recording of what was confirmed."""
    account: Account = request.user  # type: ignore[assignment]
    if request.method != "POST":
        return _shown(request, {"text": request.GET.get("number", "").strip()[:60]})
    text, form = request.POST.get("lines", ""), {}
    try:
        form = _form(request)
        if not text.strip():
            raise forms.Refused(_("No line was given; scan a tube into the box first"))
        if len(text.splitlines()) > MOST:
            raise forms.Refused(_("More than %d lines at once; register them in parts, or load a file") % MOST)
        sampled = forms.moment_told(request, "sampled", _("Sampled"))
    except forms.Refused as refused:
        messages.error(request, str(refused))
        return _shown(request, {"text": text, "form": form or request.POST.dict()}, status=422)
    tubes, unread = tubes_of(text, form["size"], form["category"], local(now_of(request)).date())
    before = answered(request_id_of(request))
    made = registration_of(account, tubes, unread, request.POST.dict(), now_of(request), before is not None)
    if request.POST.get("confirmed") and not made.open and (before or made.tubes):
        if before is None and not _recorded(request, made, form, sampled):
            return _shown(request, {"text": text, "form": form, "made": made}, status=422)
        left = made.left_of(text)
        return _shown(request, {"text": left, "form": form}) if left else redirect("laboratory:register")
    if request.POST.get("confirmed") and made.open:
        messages.error(request, _("Choose whom each name means; nothing was recorded yet"))
    nothing = request.POST.get("confirmed") or (made.unread and not made.tubes)
    return _shown(request, {"text": text, "form": form, "made": made}, status=422 if nothing else 200)


def _form(request: HttpRequest) -> dict[str, Any]:
    """What is said of all tubes, as typed. Raises Refused on a choice that is none."""
    size = request.POST.get("size", "1")
    if size not in map(str, POOLS):
        raise forms.Refused(_("Pool %s: choose one of the list") % repr(size))
    said = {name: request.POST.get(name, "").strip() for name in ("sampled", "sample", "purpose", "sampled_by")}
    category = forms.option_told(request, "category", "specimen", "category")
    return {**said, "size": int(size), "category": category, "disease": request.POST.get("disease", "").strip()}


def _recorded(request: HttpRequest, made: Registration, form: dict[str, Any], sampled: Any) -> bool:
    """Records the tubes, all or none."""
    about = {
        "specimen.occurred_from": sampled,
        "specimen.category": form["category"],
        "specimen.sample": form["sample"] or None,
        "specimen.purpose": form["purpose"] or None,
        "specimen.sampled_by": form["sampled_by"] or None,
    }
    disease = forms.disease_told(request, request.user)  # type: ignore[arg-type]
    answer = recorded_whole(request, "tests", rows_of(made, about), defaults={"disease": disease})
    if answer is None:
        return False
    tubes, people = len(made.tubes), made.people
    said = ngettext("%d specimen registered", "%d specimens registered", tubes) % tubes
    of_people = ngettext("%d person", "%d people", people) % people if people else ""
    messages.success(request, " · ".join(part for part in (said, of_people) if part))
    return True


def _shown(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    account: Account = request.user  # type: ignore[assignment]
    form = context.get("form") or {"sampled": field_moment(now_of(request)), "category": "person", "size": 1}
    people = context["made"].tubes if "made" in context else []
    paths = [each.responsible for _tube, meant in people for told in meant for each in told.fits]
    return page(
        request,
        "laboratory/register.html",
        {
            "made": None,
            **context,
            "form": form,
            "size": str(form.get("size", 1)),
            "pools": [str(pool) for pool in POOLS],
            "categories": forms.options("specimen", "category"),
            "diseases": forms.diseases(account),
            "disease": form.get("disease") or forms.disease_told(request, account),
            "to_units": units_to_choose(account),
            "areas": names.areas(paths),
        },
        status=status,
    )
