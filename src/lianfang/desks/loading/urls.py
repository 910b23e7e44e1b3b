"""The pages on which a file is loaded."""

from django.urls import path

from lianfang.desks.loading import views

app_name = "loading"
urlpatterns = [
    path("", views.today, name="today"),
    path("<str:token>/", views.file, name="file"),
    path("<str:token>/record/", views.record, name="record"),
]
