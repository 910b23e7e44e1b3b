"""The pages of what is between two hands."""

from django.urls import path

from lianfang.desks.transfers import sending, views

app_name = "transfers"
urlpatterns = [
    path("", views.today, name="today"),
    path("act/", views.act, name="act"),
    path("papers/", views.papers, name="papers"),
    path("send/", sending.send, name="send"),
]
