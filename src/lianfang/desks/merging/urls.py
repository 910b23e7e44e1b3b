"""The pages on which two people are found to be one."""

from django.urls import path

from lianfang.desks.merging import views

app_name = "merging"
urlpatterns = [
    path("", views.today, name="today"),
    path("decide/", views.decide, name="decide"),
    path("undo/", views.undo, name="undo"),
]
