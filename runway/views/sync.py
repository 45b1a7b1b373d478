"""How fresh the mirrors are, and what people do about it: run now, pause, resume."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.access import SEES_BUSINESSES, May, business_required, signed_in
from core.models import Business
from runway.services.books import books_page, seal_of
from runway.services.notices import OPERATES
from runway.services.sync import SyncService
from runway.services.sync_detail import business_page
from runway.services.sync_page import Show, Span
from sync.orchestrators import alerts, by_hand


@signed_in
@require_safe
def sync(request: HttpRequest) -> HttpResponse:
    asked = request.GET
    show, span = asked.get("show", ""), asked.get("span", "")
    page = SyncService(request.user).page(
        clock.now(),
        Show(show) if show in set(Show) else Show.ALL,
        asked.get("q", "").strip()[:100],
        Span(span) if span in set(Span) else Span.DAY,
        int(asked["page"]) if asked.get("page", "").isdecimal() else 1,
    )
    return _render(request, "sync", page)


@business_required(May.SEE, staff=SEES_BUSINESSES)
@require_safe
def business(request: HttpRequest, business: Business) -> HttpResponse:
    now = clock.now()
    page = business_page(SyncService(request.user), business, now)
    return _render(request, "sync_business", page, seal=seal_of(business, now))


@business_required(May.SEE, staff=SEES_BUSINESSES)
@require_safe
def books(request: HttpRequest, business: Business) -> HttpResponse:
    return render(request, "runway/books.html", {"page": books_page(business, clock.now()), "here": "sync"})


@business_required(May.SET, staff=OPERATES)
@require_POST
def run_now(request: HttpRequest, business: Business) -> HttpResponse:
    if reason := by_hand.run_now(business, request.user.get_username()):
        messages.warning(request, f"{business.name} was not run: {reason}.")
    else:
        messages.success(request, f"{business.name} is read now; its row shows how it went.")
    return _back(request)


@business_required(May.SET, staff=OPERATES)
@require_POST
def pause(request: HttpRequest, business: Business) -> HttpResponse:
    return _done(request, business, by_hand.pause, "paused: nothing of it comes round until it is resumed")


@business_required(May.SET, staff=OPERATES)
@require_POST
def resume(request: HttpRequest, business: Business) -> HttpResponse:
    return _done(request, business, by_hand.resume, "resumed")


@business_required(May.SET, staff=OPERATES)
@require_POST
def read_object(request: HttpRequest, business: Business) -> HttpResponse:
    entity, qbo_id = (request.POST.get(name, "").strip() for name in ("entity", "id"))
    said = by_hand.read_object(business, entity, qbo_id, request.user.get_username())
    if said:
        messages.info(request, said)
    else:
        messages.error(request, "Nothing was read: choose a kind of object and give its id in QuickBooks.")
    return redirect("runway:sync-business", business.slug)


@business_required(May.SET, staff=OPERATES)
@require_POST
def acknowledge(request: HttpRequest, business: Business) -> HttpResponse:
    taken = alerts.acknowledge(_alert_named(request), [business], request.user.get_username())
    return _taken(request, taken, f"the alert of {business.name}")


@signed_in
@require_POST
def acknowledge_of_rowcol(request: HttpRequest) -> HttpResponse:
    """What is wrong with RowCol itself is the operators' to look after."""
    if not SyncService(request.user).operates:
        raise PermissionDenied("Alerts about RowCol itself are acknowledged by its operators.")
    taken = alerts.acknowledge_of_rowcol(_alert_named(request), request.user.get_username())
    return _taken(request, taken, "the alert")


def _alert_named(request: HttpRequest) -> list[int]:
    number = request.POST.get("alert", "")
    return [int(number)] if number.isdecimal() and len(number) < 19 else []


def _taken(request: HttpRequest, taken: int, what: str) -> HttpResponse:
    if taken:
        messages.success(request, f"You look after it now; {what} ends when its cause does.")
    else:
        messages.info(request, "Somebody looks after it already, or it has ended.")
    return _back(request)


def _done(
    request: HttpRequest, business: Business, deed: Callable[[Business, str], bool], done: str
) -> HttpResponse:
    if deed(business, request.user.get_username()):
        messages.success(request, f"{business.name} is {done}.")
    else:
        messages.info(request, f"{business.name} was so already; nothing changed.")
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    """To the page that the button stood on."""
    back = request.POST.get("back", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, None) else "runway:sync")


def _render(request: HttpRequest, name: str, page: object, **more: object) -> HttpResponse:
    """The page, or what of it moves."""
    part = f"_{name}" if "HX-Request" in request.headers else name
    return render(request, f"runway/{part}.html", {"page": page, "here": "sync", **more})
