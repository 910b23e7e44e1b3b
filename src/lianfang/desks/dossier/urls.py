"""The pages that every desk shares: a person, a case, a place, a duty."""

from django.urls import path

from lianfang.desks.dossier import views

app_name = "dossier"
urlpatterns = [
    path("person/<uuid:person>/", views.person, name="person"),
    path("person/<uuid:person>/sealed/<slug:kind>/", views.sealed, name="sealed"),
    path("case/<uuid:case>/", views.case, name="case"),
    path("case/<uuid:case>/encounters/", views.encounters, name="encounters"),
    path("case/<uuid:case>/movements/", views.movements, name="movements"),
    path("case/<uuid:case>/reclassify/", views.reclassify, name="reclassify"),
    path("place/<path:code>/", views.place, name="place"),
    path("duty/", views.duty, name="duty"),
]
