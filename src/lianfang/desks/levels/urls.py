"""The pages of levels."""

from django.urls import path

from lianfang.desks.levels import views

app_name = "levels"
urlpatterns = [
    path("", views.today, name="today"),
    path("<str:scale>/<str:area>/", views.declare, name="declare"),
]
