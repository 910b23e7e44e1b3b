"""The pages of who is responsible."""

from django.urls import path

from lianfang.desks.responsible import views

app_name = "responsible"
urlpatterns = [
    path("", views.table, name="list"),
    path("unit/<str:code>/", views.one, name="unit"),
    path("unit/<str:code>/change/", views.change, name="change"),
    path("unit/<str:code>/move/", views.move, name="move"),
]
