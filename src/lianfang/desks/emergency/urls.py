"""The page on which a file outside one's area is opened."""

from django.urls import path

from lianfang.desks.emergency import views

app_name = "emergency"
urlpatterns = [path("", views.ask, name="ask")]
