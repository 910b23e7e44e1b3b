"""The pages of the grid worker."""

from django.urls import path

from lianfang.desks.grid import registering, sheet_views, views

app_name = "grid"
urlpatterns = [
    path("", views.today, name="today"),
    path("answer/", views.answer, name="answer"),
    path("door/", views.door, name="door"),
    path("undo/", views.undo, name="undo"),
    path("sheet/", sheet_views.sheet, name="sheet"),
    path("sheets/", sheet_views.sheets, name="sheets"),
    path("typed/", sheet_views.typed, name="typed"),
    path("register/", registering.register, name="register"),
    path("people/", views.people, name="people"),
    path("people/<uuid:person>/seen/", views.seen, name="seen"),
]
