"""The addresses of the pages that people look at."""

from django.urls import path

from runway.views.board import board
from runway.views.digest import digest

app_name = "runway"

urlpatterns = [
    path("", board, name="board"),
    path("b/<slug:slug>/", digest, name="digest"),
]
