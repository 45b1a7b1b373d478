"""The firm board: every client that a person may see, as a page, as a heat table and as a file."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from core import audit, clock
from core.access import signed_in, visible_businesses
from core.sheets import attachment
from runway.services.board import BoardService
from runway.services.board_csv import board_csv
from runway.services.board_page import BoardPage, Show
from runway.services.heat_page import heat_page
from runway.services.notices import consents_waited_for


@signed_in
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    waiting = consents_waited_for(request.user)
    page = replace(_page(request, weeks=False), every="all" in request.GET)
    return render(request, "runway/board.html", {"page": page, "waiting": waiting, "here": "board"})


@signed_in
@require_safe
def board_heat(request: HttpRequest) -> HttpResponse:
    page = heat_page(_page(request), clock.now().date())
    return render(request, "runway/heat.html", {"page": page, "here": "board"})


@signed_in
@require_GET
def board_file(request: HttpRequest) -> HttpResponse:
    page = _page(request, weeks=False)
    shown = visible_businesses(request.user).filter(slug__in=[row.slug for row in page.rows])
    audit.exported(request.user.email, "board", shown)
    return attachment(f"board-{clock.now().date()}.csv", board_csv(page))


def _page(request: HttpRequest, *, weeks: bool = True) -> BoardPage:
    """What the address asks for; a filter that does not exist shows all."""
    asked = request.GET.get("show", "")
    show = Show(asked) if asked in set(Show) else Show.ALL
    find = request.GET.get("q", "").strip()[:100]
    return BoardService(request.user).page(clock.now(), show, find, weeks=weeks)
