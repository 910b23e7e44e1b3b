"""网络直报核对, and a case as the report card that a doctor types."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from lianfang.access.audit import audited, place_of
from lianfang.access.masks import masked
from lianfang.access.models import Account
from lianfang.desks.cards import queries
from lianfang.desks.doors import allowed, reads
from lianfang.desks.export import Exported, exported
from lianfang.desks.language import language_of_page
from lianfang.desks.moments import local_zone
from lianfang.desks.page import moment_of, page
from lianfang.desks.papers import PRINTED, taken_along
from lianfang.facts.report_cards import NEEDED, SEALED, TYPED, cells_of_case, last_states
from lianfang.reports.render import document_written
from lianfang.reports.report_card import ReportCard, document, report_card, row_to_copy
from lianfang.situation import queries as situation

# Lines of a section on one page; the export has all.
ROWS = 100
TITLES = {
    "not_reported": (
        gettext_lazy("Here, and no report card"),
        gettext_lazy("to be reported, or its card to be loaded"),
    ),
    "differs": (gettext_lazy("Said otherwise there and here"), gettext_lazy("to be corrected on one side")),
    "deleted": (gettext_lazy("Deleted there, standing here"), gettext_lazy("a desk recorded it as well")),
    "not_here": (gettext_lazy("A card there, no case here"), gettext_lazy("withdrawn or excluded here")),
    "twice": (gettext_lazy("Several cards of one case"), gettext_lazy("one of them is to be deleted there")),
}


@reads("case", "card", "case_status", "person_status")
def today(request: HttpRequest) -> HttpResponse:
    """What is in one system and not in the other, by name."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    given = request.GET.get("days", "")
    days = min(int(given), 400) if given.isdecimal() and len(given) < 5 else queries.DAYS
    lines = queries.reconciled(account, at - timedelta(days=days), at)
    if request.GET.get("export"):
        named = queries.with_names(account, lines)
        return exported(request, "cards", _COLUMNS, named, persons=lambda line: line.person, computed=True)
    # Of each section the first lines, or a page of the one that was chosen.
    chosen = request.GET.get("section", "")
    pages = {
        section: Paginator([line for line in lines if line.section == section], ROWS).get_page(
            request.GET.get("page") if section == chosen else 1
        )
        for section in ([chosen] if chosen in queries.SECTIONS else queries.SECTIONS)
    }
    listed = queries.with_names(account, [line for shown in pages.values() for line in shown])
    audited(account, "read cards", {line.person for line in listed if line.person}, where=place_of(request))
    sections = [
        (section, *TITLES[section], shown, [line for line in listed if line.section == section])
        for section, shown in pages.items()
    ]
    may_load = allowed(account, "record", "case", "card", "person", "outcome")
    return page(
        request,
        "cards/today.html",
        {"sections": sections, "chosen": chosen, "total": len(lines), "days": days, "may_load": may_load},
    )


_COLUMNS = [
    Exported("核对", lambda line: TITLES[line.section][0]),
    Exported("姓名", lambda line: line.name),
    Exported("病例编号", lambda line: line.case.number if line.case else ""),
    Exported("卡片ID", lambda line: line.card.card if line.card else ""),
    Exported("报告单位", lambda line: line.card.cells.get("报告单位", "") if line.card else ""),
    Exported(
        "出入",
        lambda line: "；".join(f"{name}：{there or '空'} / {here or '空'}" for name, there, here in line.differs),
    ),
]


@reads("case", "card", "person")
def card(request: HttpRequest, case: UUID) -> HttpResponse:
    """A case in the fields of a report card, beside what its card says. By POST opened in clear, printed, on record."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    status = situation.case_for(account, str(case), place_of(request))
    clear = request.method == "POST"
    form = request.POST.get("form", "")
    if form not in ("", *PRINTED):
        raise Http404("a card is printed as docx or pdf")
    cards = [each for each in last_states(at, cases=[str(case)]) if each.deleted is None]
    there = cards[-1].cells if cards else {}
    here = cells_of_case(str(case), str(status.person) if status.person else None, at, local_zone())
    # What no fact holds is taken from the card: who filled it in, where the patient belongs.
    whole = report_card({**there, **here}, TYPED, NEEDED, here.get("报告单位") or there.get("报告单位", ""), at)
    if clear:
        audited(account, "open report card", [status.person], where=place_of(request))
    if form:
        return _printed(whole, form, at)
    rows = [
        (header, _shown(header, value, clear), _shown(header, there.get(header, ""), clear), needed and not value)
        for header, value, needed in whole.fields
    ]
    return page(
        request,
        "cards/card.html",
        {
            "case": status,
            "rows": rows,
            "card": cards[-1] if cards else None,
            "missing": whole.missing,
            "clear": clear,
            "row": row_to_copy(whole) if clear else "",
        },
    )


def _shown(header: str, value: str, clear: bool) -> str:
    return value if clear or header not in SEALED else masked(SEALED[header], value)


def _printed(whole: ReportCard, form: str, at: datetime) -> HttpResponse:
    made = document(whole, language_of_page(), local_zone())
    return taken_along(document_written(made, form, at), f"card-{at:%Y%m%d}", form)
