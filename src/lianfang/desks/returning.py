"""Back to the page from which a form was sent."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme


def returned(request: HttpRequest, otherwise: str) -> HttpResponse:
    """To the address in the form's field ``next`` where it is one of this house, else to the page of this name."""
    back = request.POST.get("next", "")
    here = back.startswith("/") and url_has_allowed_host_and_scheme(back, {request.get_host()})
    return redirect(back if here else otherwise)
