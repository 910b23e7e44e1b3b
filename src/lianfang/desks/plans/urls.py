"""The pages of the plans."""

from django.urls import path

from lianfang.desks.plans import proposing, signing, views

app_name = "plans"
urlpatterns = [
    path("", views.plan_list, name="list"),
    path("propose/", proposing.propose, name="propose"),
    path("proposed/<uuid:proposal>/", signing.proposal, name="proposal"),
    path("proposed/<uuid:proposal>/sign/", signing.sign, name="sign"),
    path("<slug:plan>/", views.plan, name="plan"),
]
