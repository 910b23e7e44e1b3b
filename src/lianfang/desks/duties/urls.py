"""The pages of duties."""

from django.urls import path

from lianfang.desks.duties import views

app_name = "duties"
urlpatterns = [
    path("", views.duty_list, name="list"),
    path("act/", views.act, name="act"),
]
