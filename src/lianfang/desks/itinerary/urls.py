"""The page that reads a case's itinerary."""

from django.urls import path

from lianfang.desks.itinerary import views

app_name = "itinerary"
urlpatterns = [
    path("case/<uuid:case>/", views.paste, name="paste"),
    path("case/<uuid:case>/confirm/", views.confirm, name="confirm"),
]
