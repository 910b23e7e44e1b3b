"""The pages on report cards."""

from django.urls import path

from lianfang.desks.cards import views

app_name = "cards"
urlpatterns = [
    path("", views.today, name="today"),
    path("case/<uuid:case>/", views.card, name="card"),
]
