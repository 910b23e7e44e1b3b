"""The pages of the laboratory."""

from django.urls import path

from lianfang.desks.laboratory import files, grid, register, rest, specimen, views, whose

app_name = "laboratory"
urlpatterns = [
    path("", views.today, name="today"),
    path("find/", views.find, name="find"),
    path("rows/", views.rows, name="rows"),
    path("register/", register.register, name="register"),
    path("results/", grid.type_results, name="type_results"),
    path("files/", files.load_file, name="load_file"),
    path("files/confirm/", files.confirm, name="confirm"),
    path("files/rest/<str:token>/", rest.rest, name="rest"),
    path("files/rest/<str:token>/mend/", rest.mend, name="mend"),
    path("specimens/<uuid:subject>/", specimen.specimen, name="specimen"),
    path("specimens/<uuid:subject>/result/", specimen.add_result, name="add_result"),
    path("specimens/<uuid:subject>/correct/", specimen.correct, name="correct"),
    path("specimens/<uuid:subject>/persons/", whose.correct_persons, name="correct_persons"),
]
