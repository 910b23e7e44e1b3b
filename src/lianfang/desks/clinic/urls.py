"""The pages of the fever clinic."""

from django.urls import path

from lianfang.desks.clinic import acts, patients, views

app_name = "clinic"
urlpatterns = [
    path("", views.today, name="today"),
    path("patient/", patients.start, name="patient"),
    path("suspected/", patients.suspected, name="suspected"),
    path("triage/", patients.triage, name="triage"),
    path("case/<uuid:case>/", views.slip, name="slip"),
    path("case/<uuid:case>/report/", acts.report, name="report"),
    path("case/<uuid:case>/specimen/", acts.specimen, name="specimen"),
    path("case/<uuid:case>/single-room/", acts.single_room, name="single_room"),
    path("transfer/<uuid:transfer>/received/", acts.receive, name="receive"),
]
