"""The pages of town, prefecture and province."""

from django.urls import path

from lianfang.desks.areas import views

app_name = "areas"
urlpatterns = [
    path("", views.today, name="today"),
    path("sign-offs/", views.sign_off_list, name="sign_offs"),
    path("sign-offs/sign/", views.sign, name="sign"),
]
