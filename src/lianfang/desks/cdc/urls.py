"""The pages of the disease control centre."""

from django.urls import path

from lianfang.desks.cdc import calls, views

app_name = "cdc"
urlpatterns = [
    path("", views.today, name="today"),
    path("cases/", views.cases, name="cases"),
    path("cases/assign/", views.assign_cases, name="assign_cases"),
    path("contacts/", views.contacts, name="contacts"),
    path("calls/", calls.calls, name="calls"),
    path("contacts/act/", views.act_on_contacts, name="act_on_contacts"),
]
