"""The pages of accounts."""

from django.urls import path

from lianfang.desks.administration import views

app_name = "administration"
urlpatterns = [
    path("", views.today, name="today"),
    path("give/", views.give, name="give"),
    path("<uuid:account>/", views.account, name="account"),
    path("<uuid:account>/act/", views.act, name="act"),
]
