"""The addresses of the pages that people look at."""

from django.urls import path

from runway import views

app_name = "runway"

urlpatterns = [
    path("", views.board, name="board"),
    path("b/<slug:slug>/", views.digest, name="digest"),
]
