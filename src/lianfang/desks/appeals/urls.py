"""The pages on appeals, and on codes given at a counter."""

from django.urls import path

from lianfang.desks.appeals import consents, views

app_name = "appeals"
urlpatterns = [
    path("", views.today, name="today"),
    path("counter/<uuid:person>/", views.counter, name="counter"),
    path("consent/<uuid:person>/", consents.consent, name="consent"),
    path("<uuid:appeal>/", views.appeal, name="appeal"),
]
