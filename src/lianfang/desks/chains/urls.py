"""The pages of chains."""

from django.urls import path

from lianfang.desks.chains import views

app_name = "chains"
urlpatterns = [
    path("", views.chains, name="chains"),
    path("link/<uuid:infector>/<uuid:infected>/", views.link, name="link"),
]
