"""The pages of whoever has no account: the way in, one's own record, the appeal, and what is kept about whom."""

from django.urls import path

from lianfang.desks.citizen import views

app_name = "citizen"
urlpatterns = [
    path("", views.enter, name="enter"),
    path("record/", views.record, name="record"),
    path("consent/", views.consent, name="consent"),
    path("appeal/", views.appeal, name="appeal"),
    path("leave/", views.leave, name="leave"),
    path("kept/", views.kept, name="kept"),
]
