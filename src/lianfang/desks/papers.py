"""A file that a page gives to take along: its bytes, what it is, the name under which it is saved."""

from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse

from lianfang.access.audit import audited, place_of
from lianfang.desks.moments import local
from lianfang.desks.page import moment_of
from lianfang.reports.document import Document
from lianfang.reports.render import MEDIA_TYPES, PAPERS, document_written

_TYPES = {**MEDIA_TYPES, "csv": "text/csv; charset=utf-8", "sealed": "application/octet-stream"}
# What a paper is printed as.
PRINTED = ("docx", "pdf")
# What a page offers a paper as: also to be pasted into a message.
OFFERED = (*PRINTED, "txt")


def taken_along(content: bytes, name: str, form: str) -> HttpResponse:
    """The answer by which a browser saves ``name.form``; ``form`` is an ending such as docx, xlsx, csv."""
    answer = HttpResponse(content, content_type=_TYPES[form])
    answer["Content-Disposition"] = attached(f"{name}.{form}")
    return answer


def paper_taken(request: HttpRequest, made: Document, form: str, name: str) -> HttpResponse:
    """A document as a file of this form, named by the moment of which the page tells; the audit keeps it. Else 404."""
    if form not in PAPERS:
        raise Http404("this paper is taken as docx, pdf, html or txt")
    audited(request.user, f"export {name.partition('-')[0]} {form}", where=place_of(request))  # type: ignore[arg-type]
    at = moment_of(request)
    return taken_along(document_written(made, form, at), f"{name}-{local(at):%Y%m%d-%H%M}", form)


def attached(name: str) -> str:
    """The header by which a browser saves a file under this name, in any script."""
    return f"attachment; filename*=UTF-8''{quote(name)}"
