"""Where the API hangs."""

from django.urls import path

from lianfang.exchange.api.views import api

urlpatterns = [path("api/v1/", api.urls)]
