"""Connecting businesses to QuickBooks, following the first read, letting go, erasing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.access import May, business_required, open_to_all, signed_in
from core.models import Business
from runway.services.connect import ConnectService, zones
from runway.services.connect_page import Listing
from runway.services.consent import ConsentService
from sync.orchestrators import consents

GONE = "QuickBooks confirmed it."
NOT_CONFIRMED = "QuickBooks could not be asked to confirm it; the tokens are forgotten all the same."


@signed_in
@require_safe
def connections(request: HttpRequest) -> HttpResponse:
    page = ConnectService(request.user).listing(clock.now())
    return render(request, "runway/connect.html", {"page": page, "here": "connect"})


@signed_in
@require_POST
def new(request: HttpRequest) -> HttpResponse:
    firm, timezone = request.POST.get("firm", ""), request.POST.get("timezone", "")
    if timezone not in zones():
        messages.error(request, f"There is no time zone “{timezone}”.")
        return redirect("runway:connections")
    return redirect(_consents(request).begin_new(_callback(request), firm, timezone))


@business_required(May.CONNECT)
@require_POST
def start(request: HttpRequest, business: Business) -> HttpResponse:
    return redirect(_consents(request).begin(_callback(request), business))


@signed_in
@require_safe
def callback(request: HttpRequest) -> HttpResponse:
    outcome = _consents(request).finish(request.GET.dict())
    if isinstance(outcome, Business):
        return redirect("runway:connection", outcome.slug)
    context = {"page": outcome, "here": "connect"}
    return render(request, "runway/connect_refused.html", context, status=outcome.status)


@business_required(May.SEE)
@require_safe
def connection(request: HttpRequest, business: Business) -> HttpResponse:
    page = ConnectService(request.user).page(business, clock.now())
    part = "HX-Request" in request.headers
    template = "runway/_first_read.html" if part else "runway/connection.html"
    return render(request, template, {"page": page, "here": "connect", "part": part})


@business_required(May.CONNECT)
@require_POST
def read_again(request: HttpRequest, business: Business) -> HttpResponse:
    consents.read_again(business, _email(request))
    messages.success(request, "The first read is tried again now.")
    return redirect("runway:connection", business.slug)


@business_required(May.CONNECT)
def let_go(request: HttpRequest, business: Business) -> HttpResponse:
    if request.method != "POST":
        return render(request, "runway/connect_let_go.html", {"business": business, "here": "connect"})
    confirmed = consents.let_go(business, _email(request))
    messages.success(request, _let_go_words(business, confirmed))
    return redirect("runway:connection", business.slug)


@business_required(May.CONNECT)
def erase(request: HttpRequest, business: Business) -> HttpResponse:
    typed = request.POST.get("name", "")
    if request.method != "POST" or typed.strip() != business.name:
        context = {"business": business, "typed": typed, "wrong": request.method == "POST", "here": "connect"}
        return render(request, "runway/connect_erase.html", context)
    if trouble := consents.erase_books(business, _email(request)):
        messages.error(request, trouble)
        return redirect("runway:connection", business.slug)
    messages.success(request, f"The books of {business.name} are erased. The audit trail stays.")
    return redirect("runway:connections")


@open_to_all
@require_safe
def disconnected(request: HttpRequest) -> HttpResponse:
    """Where Intuit sends a person who disconnected RowCol inside QuickBooks. Acts on nothing."""
    page = _of_company(request) if request.user.is_authenticated else None
    return render(request, "runway/connect_disconnected.html", {"page": page, "here": "connect"})


@signed_in
@require_safe
def reconnect(request: HttpRequest) -> HttpResponse:
    """Where Intuit sends a person whose consent is about to end. Acts on nothing; connecting is a step of its own."""
    page = _of_company(request)
    context = {"page": page if page.rows else ConnectService(request.user).listing(clock.now())}
    return render(request, "runway/connect_reconnect.html", context | {"here": "connect"})


def _of_company(request: HttpRequest) -> Listing:
    return ConnectService(request.user).of_company(request.GET.get("realmId", ""), clock.now())


def _consents(request: HttpRequest) -> ConsentService:
    return ConsentService(request.user, request.session)


def _callback(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("runway:connect-callback"))


def _email(request: HttpRequest) -> str:
    return str(request.user.get_username())


def _let_go_words(business: Business, confirmed: bool | None) -> str:
    if confirmed is None:
        return f"{business.name} was not connected to QuickBooks."
    said = GONE if confirmed else NOT_CONFIRMED
    return f"{business.name} is disconnected, and nothing more is read. {said} Its books stay as last read."
