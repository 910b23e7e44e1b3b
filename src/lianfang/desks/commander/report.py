"""日报告 on a page: its sentences to copy, the document to take along. The figures are the report's own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from lianfang.access.audit import audited, place_of
from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.choices import day_of, diseases_of
from lianfang.desks.doors import reads
from lianfang.desks.language import language_of_page
from lianfang.desks.page import as_of, moment_of, now_of, page
from lianfang.desks.papers import taken_along
from lianfang.desks.queries import last_full_day
from lianfang.places.models import Area
from lianfang.reports.ledger import daily_report
from lianfang.reports.render import rendered
from lianfang.vocabulary import Mistake

FORMS = ("docx", "xlsx", "pdf")


@reads("count", "reported_count", "sign_off", own_past=True)
def daily(request: HttpRequest) -> HttpResponse:
    """The daily report of the account's area, or as a file with ``?form=docx``, ``xlsx`` or ``pdf``."""
    account: Account = request.user  # type: ignore[assignment]
    form = request.GET.get("form", "")
    if form and form not in FORMS:
        raise Http404("a report is taken as docx, xlsx or pdf")
    if not account.area:
        raise Mistake(_("your account has no area of which a report could tell; ask whoever gave you the account"))
    day = day_of(request, "day") or last_full_day(moment_of(request))
    disease, diseases = diseases_of(request, account)
    # What was known when it was due is derived from the whole ledger: the document waits for it, the page does not.
    report = daily_report(
        account.area, day, now=now_of(request), disease=disease, as_of=as_of(request), beside=bool(form)
    )
    language = language_of_page()
    if form:
        audited(account, f"export report {form}", where=place_of(request))
        return taken_along(rendered(report, form, language), f"{account.area}-{day.isoformat()}-{disease}", form)
    return page(
        request,
        "commander/report.html",
        {
            "area": Area.objects.filter(code=account.area).first(),
            "day": day,
            "disease": disease,
            "diseases": diseases,
            "text": rendered(report, "txt", language).decode(),
            "forms": list(FORMS),
            "disease_word": names.disease(disease),
        },
    )
