"""The rows of a list as a file that can be edited in Excel and loaded again."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianfang import vocabulary
from lianfang.access.audit import audited, place_of
from lianfang.desks.moments import local
from lianfang.desks.page import moment_of
from lianfang.desks.papers import taken_along

MOST = 200_000
# The last header of a list of which no row is a fact.
COMPUTED = gettext_lazy("computed from facts; not to be loaded again")
FORMS = ("xlsx", "csv")


@dataclass(frozen=True, slots=True)
class Exported:
    """A column of an export: its header as the import reads it, and its value from a row."""

    header: str
    value: Callable[[Any], Any]


def option_of(kind: str, column: str, value: Callable[[Any], Any]) -> Callable[[Any], str]:
    """Of a row the Chinese word of its option: the one that imports read under Chinese headers, on any page."""
    words = {option.name: option.zh for option in vocabulary.kind(kind).column(column).options}

    def word(row: Any) -> str:
        given = value(row)
        return words.get(given, given or "")

    return word


def exported(
    request: HttpRequest,
    name: str,
    columns: Sequence[Exported],
    rows: Iterable[Any],
    persons: Callable[[Any], Any] | None = None,
    *,
    computed: bool = False,
) -> HttpResponse:
    """The rows as ``?export=xlsx`` or ``csv``; ``persons`` gives the person of a row, for the audit.

    ``computed`` says that the rows follow from facts and are none: the file says then that it is not loaded again.
    Raises Http404 for any other kind of file.
    """
    form = request.GET.get("export", "")
    if form not in FORMS:
        raise Http404("a list is exported as xlsx or csv")
    at = moment_of(request)
    told, seen = [], []
    for row in rows:
        told.append([_plain(column.value(row)) for column in columns])
        if persons is not None and (person := persons(row)) is not None:
            seen.append(person)
        if len(told) >= MOST:
            break
    audited(request.user, f"export {name}", seen, where=place_of(request))  # type: ignore[arg-type]
    headers = [str(column.header) for column in columns]
    if computed:
        headers.append(str(COMPUTED))
    content = _workbook(headers, told) if form == "xlsx" else _text(headers, told)
    return taken_along(content, f"{name}-{local(at):%Y%m%d-%H%M}", form)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        moment = local(value)
        # As short as it can be said without losing anything: what is loaded again must be the same moment.
        part = "" if not (moment.second or moment.microsecond) else ":%S" if not moment.microsecond else ":%S.%f"
        return moment.strftime(f"%Y-%m-%d %H:%M{part}")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value) if isinstance(value, UUID) else value


def _text(headers: list[str], rows: list[list[Any]]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(headers)
    writer.writerows([_harmless(value) for value in row] for row in rows)
    # Excel takes a file without this mark for the system's own encoding.
    return buffer.getvalue().encode("utf-8-sig")


def _harmless(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t") else value


def _workbook(headers: list[str], rows: list[list[Any]]) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True, "bottom": 1})
    sheet.freeze_panes(1, 0)
    for column, header in enumerate(headers):
        sheet.write(0, column, header, bold)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, int | float) and not isinstance(value, bool):
                sheet.write_number(number, column, value)
            else:
                sheet.write_string(number, column, str(value))
    book.close()
    return buffer.getvalue()
