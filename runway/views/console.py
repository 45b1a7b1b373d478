"""The decision console of one business: looking, trying a set out, and the acts on decisions."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from core import clock
from core.access import May, business_required
from core.models import Business
from runway.services import decisions
from runway.services.choices import read
from runway.services.console import DecisionConsoleService, NotRecorded
from runway.services.console_page import ConsolePage
from runway.services.decisions import Outcome
from runway.services.tabs import counts_of
from runway.views.back import back
from sync.orchestrators import watching

NUMBER = re.compile(r"[0-9]{1,18}")
LONGEST_NOTE = 2000
PAGE = "runway/console.html"


@business_required()
@require_GET
def console(request: HttpRequest, business: Business) -> HttpResponse:
    now = clock.now()
    watching.look(business, now)
    page = _service(request, business).page(now, every="all" in request.GET)
    return _shown(request, business, page)


@business_required(May.PROPOSE)
@require_POST
def effect(request: HttpRequest, business: Business) -> HttpResponse:
    """The base beside a set that is not recorded: the whole page, or its part where a script asks."""
    return _tried(request, business, status=200)


@business_required(May.PROPOSE)
@require_POST
def record(request: HttpRequest, business: Business) -> HttpResponse:
    """Record the chosen set, or show the page again with what stood in the way."""
    choices, odd = read(request.POST.dict())
    if odd:
        return _tried(request, business, status=400)
    try:
        made = _service(request, business).record(clock.now(), choices.values(), _note(request))
    except NotRecorded as refused:
        return _tried(request, business, status=409, trouble=refused.reasons)
    messages.success(request, f"{_counted(len(made.done))} recorded. Nothing was written to QuickBooks.")
    if made.note:
        messages.warning(request, made.note)
    return redirect(back(request, business, "runway:console"))


@business_required(May.APPROVE)
@require_POST
def approve(request: HttpRequest, business: Business) -> HttpResponse:
    return _said(
        request, business, _service(request, business).approve(clock.now(), _ids(request)), "approved"
    )


@business_required(May.PROPOSE)
@require_POST
def withdraw(request: HttpRequest, business: Business) -> HttpResponse:
    return _said(request, business, decisions.withdraw(business, _user(request), _ids(request)), "withdrawn")


@business_required(May.APPROVE)
@require_POST
def decline(request: HttpRequest, business: Business) -> HttpResponse:
    outcome = decisions.withdraw(business, _user(request), _ids(request), "declined")
    return _said(request, business, outcome, "declined")


def _tried(
    request: HttpRequest, business: Business, status: int, trouble: Iterable[str] = ()
) -> HttpResponse:
    choices, odd = read(request.POST.dict())
    note, every = _note(request), "all" in request.POST
    page = _service(request, business).page(clock.now(), choices.values(), (*trouble, *odd), note, every)
    part = "HX-Request" in request.headers and status == 200
    return _shown(request, business, page, "runway/_console_effect.html" if part else PAGE, status)


def _shown(
    request: HttpRequest, business: Business, page: ConsolePage, template: str = PAGE, status: int = 200
) -> HttpResponse:
    counts = replace(counts_of(business, page.as_of), decisions=page.waiting)
    shown = {"page": page, "tab": "console", "counts": counts, "part": template != PAGE}
    return render(request, template, shown, status=status)


def _said(request: HttpRequest, business: Business, outcome: Outcome, word: str) -> HttpResponse:
    if outcome.done:
        messages.success(request, f"{_counted(len(outcome.done))} {word}.")
    if outcome.note:
        messages.warning(request, outcome.note)
    for reason in outcome.left:
        messages.warning(request, f"Not {word}: {reason}")
    if not (outcome.done or outcome.left):
        messages.warning(request, f"No decision was chosen, so none was {word}.")
    return redirect("runway:console", business.slug)


def _service(request: HttpRequest, business: Business) -> DecisionConsoleService:
    return DecisionConsoleService(business, _user(request), request.rights)  # type: ignore[attr-defined]


def _user(request: HttpRequest) -> Any:
    """Signed in: access has seen to it."""
    return request.user


def _note(request: HttpRequest) -> str:
    return request.POST.get("note", "").replace("\x00", "").strip()[:LONGEST_NOTE]


def _ids(request: HttpRequest) -> set[int]:
    return {int(given) for given in request.POST.getlist("decision") if NUMBER.fullmatch(given)}


def _counted(count: int) -> str:
    return f"{count} decision{'' if count == 1 else 's'}"
