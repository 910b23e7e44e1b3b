"""A file that a page gives to take along: its bytes, what it is, the name under which it is saved."""

from urllib.parse import quote

from django.http import HttpResponse

from lianfang.reports.render import MEDIA_TYPES

_TYPES = {**MEDIA_TYPES, "csv": "text/csv; charset=utf-8"}
# What a paper is printed as.
PRINTED = ("docx", "pdf")


def taken_along(content: bytes, name: str, form: str) -> HttpResponse:
    """The answer by which a browser saves ``name.form``; ``form`` is an ending such as docx, xlsx, csv."""
    answer = HttpResponse(content, content_type=_TYPES[form])
    answer["Content-Disposition"] = attached(f"{name}.{form}")
    return answer


def attached(name: str) -> str:
    """The header by which a browser saves a file under this name, in any script."""
    return f"attachment; filename*=UTF-8''{quote(name)}"
