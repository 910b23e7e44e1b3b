"""Where the desks hang: each folder with a ``urls.py`` under its own name."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from lianfang.desks import home
from lianfang.desks.administration import own
from lianfang.desks.decisions.views import verify

DESKS = (
    "commander", "cdc", "areas", "dossier", "duties", "tasks", "plans",
    "clinic", "laboratory", "arrivals", "isolation", "grid", "loading", "merging", "cards", "decisions",
    "itinerary", "transfers", "levels", "meetings", "handover", "responsible", "analysis", "letters", "auditing",
    "investigation", "paper", "administration", "emergency", "appeals", "collected", "nodes", "chains",
    "goods", "disputes",
)  # fmt: skip

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("nothing-here/", home.nothing, name="nothing"),
    path("clock/", home.step_clock, name="step_clock"),
    path("sessions/", own.own_sessions, name="own_sessions"),
    path("invitation/", own.invitation, name="invitation"),
    # Short, since it stands in a QR code, and open to anyone who holds the paper.
    path("verify/", verify, name="verify"),
    path("verify/<str:number>/", verify, name="verify_paper"),
    # Short, since people without an account type it from a paper.
    path("me/", include("lianfang.desks.citizen.urls")),
]
for desk in DESKS:
    if find_spec(f"lianfang.desks.{desk}") and find_spec(f"lianfang.desks.{desk}.urls"):
        urlpatterns.append(path(f"{desk}/", include(f"lianfang.desks.{desk}.urls")))
