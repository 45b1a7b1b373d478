"""The firm board: every client that a person may see."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core import clock
from core.access import signed_in
from runway.services.board import BoardService


@signed_in
def board(request: HttpRequest) -> HttpResponse:
    page = BoardService(request.user).page(clock.now())
    return render(request, "runway/board.html", {"page": page, "here": "board"})
