"""The page that counts forms."""

from django.urls import path

from lianfang.desks.paper import views

app_name = "paper"
urlpatterns = [path("", views.counted, name="counted")]
