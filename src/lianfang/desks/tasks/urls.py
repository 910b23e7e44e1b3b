"""The pages of tasks."""

from django.urls import path

from lianfang.desks.tasks import views

app_name = "tasks"
urlpatterns = [
    path("", views.task_list, name="list"),
    path("new/", views.give, name="give"),
    path("<uuid:task>/", views.one, name="task"),
    path("<uuid:task>/evidence/", views.apply, name="apply"),
    path("<uuid:task>/evidence/<uuid:evidence>/", views.evidence_file, name="file"),
    path("<uuid:task>/acceptance/", views.answer, name="answer"),
]
