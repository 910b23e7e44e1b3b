"""The pages of the hand-over and of the rota."""

from django.urls import path

from lianfang.desks.handover import rota, views

app_name = "handover"
urlpatterns = [
    path("", views.today, name="today"),
    path("sign/", views.sign, name="sign"),
    path("rota/", rota.week, name="rota"),
    path("rota/new/", rota.add, name="add"),
]
