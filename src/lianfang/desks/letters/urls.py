"""The pages of letters between counties."""

from django.urls import path

from lianfang.desks.letters import entry_views, reply_views, views

app_name = "letters"
urlpatterns = [
    path("", views.today, name="today"),
    path("read/", entry_views.read, name="read"),
    path("write/", entry_views.write, name="write"),
    path("about/<uuid:subject>/", views.about, name="about"),
    path("<uuid:letter>/", views.letter, name="letter"),
    path("<uuid:letter>/answer/", views.answer, name="answer"),
    path("<uuid:letter>/reply/", views.reply, name="reply"),
    path("<uuid:letter>/reply-file/", reply_views.reply_file, name="reply_file"),
    path("<uuid:letter>/paper/<str:form>/", views.paper, name="paper"),
]
