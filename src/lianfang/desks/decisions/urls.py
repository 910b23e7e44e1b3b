"""The pages on decisions to persons. The page that verifies one hangs at the root, see ``desks.urls``."""

from django.urls import path

from lianfang.desks.decisions import views

app_name = "decisions"
urlpatterns = [
    path("", views.today, name="today"),
    path("write/", views.write, name="write"),
    path("lift/", views.lift, name="lift"),
    path("papers/", views.papers, name="papers"),
]
