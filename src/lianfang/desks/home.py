"""Where one begins, and the clock of the demonstration."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from lianfang.desks.navigation import home_of
from lianfang.desks.page import page
from lianfang.desks.returning import returned
from lianfang.facts import clock

STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1)}


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Sends each role to its desk."""
    return redirect(home_of(request.user.role))  # type: ignore[union-attr]


@login_required
def nothing(request: HttpRequest) -> HttpResponse:
    """For a role whose desk this installation does not have."""
    return page(request, "desks/nothing.html")


@login_required
@require_POST
def step_clock(request: HttpRequest) -> HttpResponse:
    """Sets the demonstration's clock on by an hour or a day; elsewhere there is no such page."""
    step = STEPS.get(request.POST.get("by", ""))
    if not settings.DEMONSTRATION or step is None:
        raise Http404("only a demonstration's clock can be stepped")
    from lianfang.situation.tick import tick

    tick(clock.step(step))
    return returned(request, "/")
