"""The pages of analysis."""

from django.urls import path

from lianfang.desks.analysis import clusters, delays, rates, views

app_name = "analysis"
urlpatterns = [
    path("", views.area, name="area"),
    path("briefing/", views.brief, name="briefing"),
    path("clusters/", clusters.clusters, name="clusters"),
    path("delays/", delays.delays, name="delays"),
    path("rates/", rates.rates, name="rates"),
    path("signals/", views.signal_list, name="signals"),
    path("signals/<uuid:signal>/", views.signal, name="signal"),
    path("signals/<uuid:signal>/answer/", views.answer, name="answer"),
]
