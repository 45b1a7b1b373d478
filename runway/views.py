"""Pages: each view settles who may see what, asks one service, and renders one `page` value."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core import clock
from core.access import business_required
from core.models import Business
from runway.services.board import BoardService
from runway.services.digest import DigestService


@login_required
def board(request: HttpRequest) -> HttpResponse:
    page = BoardService(request.user).page(clock.now())
    return render(request, "runway/board.html", {"page": page, "here": "board"})


@business_required
def digest(request: HttpRequest, business: Business) -> HttpResponse:
    page = DigestService(business).page(clock.now())
    return render(request, "runway/digest.html", {"page": page})
