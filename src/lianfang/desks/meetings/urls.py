"""The pages of meetings."""

from django.urls import path

from lianfang.desks.meetings import views

app_name = "meetings"
urlpatterns = [
    path("", views.meeting_list, name="list"),
    path("briefing/", views.brief, name="briefing"),
    path("new/", views.hold, name="hold"),
    path("<uuid:meeting>/", views.one, name="meeting"),
]
