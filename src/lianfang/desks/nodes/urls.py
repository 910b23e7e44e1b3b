"""The pages of other installations."""

from django.urls import path

from lianfang.desks.nodes import views

app_name = "nodes"
urlpatterns = [
    path("", views.files, name="files"),
    path("file/<int:file>/", views.taken, name="taken"),
    path("file/<int:file>/handed/", views.handed, name="handed"),
    path("look/<str:token>/", views.looked, name="looked"),
    path("keys/", views.keys, name="keys"),
    path("keys/paper/", views.paper, name="paper"),
    path("keys/act/", views.act, name="act"),
]
