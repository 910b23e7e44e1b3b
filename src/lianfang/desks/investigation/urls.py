"""The pages of a case's investigation."""

from django.urls import path

from lianfang.desks.investigation import views

app_name = "investigation"
urlpatterns = [
    path("case/<uuid:case>/", views.form, name="form"),
    path("case/<uuid:case>/fill/", views.fill, name="fill"),
    path("case/<uuid:case>/paper/", views.paper, name="paper"),
]
