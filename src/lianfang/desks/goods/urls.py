"""The pages of goods and surfaces found positive."""

from django.urls import path

from lianfang.desks.goods import views

app_name = "goods"
urlpatterns = [
    path("", views.found, name="found"),
    path("batch/", views.batch, name="batch"),
]
