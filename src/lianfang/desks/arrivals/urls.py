"""The pages of a checkpoint."""

from django.urls import path

from lianfang.desks.arrivals import group_views, list_views, views

app_name = "arrivals"
urlpatterns = [
    path("", views.today, name="today"),
    path("find/", views.find, name="find"),
    path("register/", views.register, name="register"),
    path("registered/<uuid:person>/", views.registered, name="registered"),
    path("origin/", views.origin, name="origin"),
    path("group/", group_views.group, name="group"),
    path("list/", list_views.journey_list, name="list"),
    path("flows/", list_views.flows, name="flows"),
]
