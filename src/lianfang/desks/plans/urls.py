"""The pages of the plans."""

from django.urls import path

from lianfang.desks.plans import views

app_name = "plans"
urlpatterns = [
    path("", views.plan_list, name="list"),
    path("<slug:plan>/", views.plan, name="plan"),
]
