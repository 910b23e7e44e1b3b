"""The pages of disputed corrections."""

from django.urls import path

from lianfang.desks.disputes import views

app_name = "disputes"
urlpatterns = [
    path("", views.today, name="today"),
    path("decide/", views.decide, name="decide"),
]
