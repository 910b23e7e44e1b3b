"""The pages of an isolation site."""

from django.urls import path

from lianfang.desks.isolation import receiving, register, releasing, sending, specimens, temperatures, today

app_name = "isolation"
urlpatterns = [
    path("", today.today, name="today"),
    path("receive/", receiving.receive, name="receive"),
    path("arrive/", receiving.arrive, name="arrive"),
    path("temperatures/", temperatures.temperatures, name="temperatures"),
    path("temperatures/<uuid:fact>/", temperatures.correct, name="correct"),
    path("specimens/", specimens.specimens, name="specimens"),
    path("release/", releasing.release, name="release"),
    path("send/", sending.send, name="send"),
    path("register/", register.register, name="register"),
    path("sheet/", register.sheet, name="sheet"),
]
