"""The page of collected visits."""

from django.urls import path

from lianfang.desks.collected import views

app_name = "collected"
urlpatterns = [path("", views.today, name="today")]
