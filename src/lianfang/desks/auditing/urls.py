"""The pages of the audit."""

from django.urls import path

from lianfang.desks.auditing import views

app_name = "auditing"
urlpatterns = [
    path("", views.today, name="today"),
    path("lines/", views.lines, name="lines"),
    path("anchor/", views.anchored, name="anchor"),
]
