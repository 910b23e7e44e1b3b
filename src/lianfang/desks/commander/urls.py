"""The pages of the commander's desk."""

from django.urls import path

from lianfang.desks.commander import report, views

app_name = "commander"
urlpatterns = [
    path("", views.today, name="today"),
    path("rows/", views.rows, name="rows"),
    path("report/", report.daily, name="report"),
]
