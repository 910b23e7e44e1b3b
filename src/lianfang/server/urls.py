"""Addresses: each room that has pages brings its own `urls`; this file only says where they hang."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from django.views.i18n import JavaScriptCatalog

from lianfang.server import health, metrics

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("language/", include("django.conf.urls.i18n")),
    path("javascript-words/", JavaScriptCatalog.as_view(), name="javascript-catalog"),
    # One page of one's own sessions, and not allauth's beside it.
    path("accounts/sessions/", RedirectView.as_view(pattern_name="own_sessions"), name="usersessions_list"),
    path("accounts/", include("allauth.urls")),
]
# The desks hang at the root and therefore come last.
for room in ("exchange", "demonstration", "desks"):
    if find_spec(f"lianfang.{room}") and find_spec(f"lianfang.{room}.urls"):
        urlpatterns.append(path("", include(f"lianfang.{room}.urls")))
