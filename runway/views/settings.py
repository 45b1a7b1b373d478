"""The settings of one business: what its numbers rest on, and what is set aside of its cash."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.access import May, business_required
from core.models import Business
from runway import words
from runway.forms.assumptions import AssumptionsForm
from runway.forms.fields import seen_in
from runway.forms.reserves import ReserveForm
from runway.models import Reserve
from runway.services import assumptions, reserves, standing
from runway.services.changes import ChangedMeanwhile, NotThere
from runway.services.settings import SettingsService
from runway.services.tabs import counts_of
from runway.views.saving import saved


@business_required()
@require_safe
def settings(request: HttpRequest, business: Business) -> HttpResponse:
    return _shown(request, business, _assumptions_form(business))


@business_required(May.SET)
@require_POST
def assume(request: HttpRequest, business: Business) -> HttpResponse:
    """Keep what was chosen, or show the page again with what stood in the way and all that was typed."""
    now, form = clock.now(), _assumptions_form(business, request.POST)
    if not form.is_valid():
        messages.error(request, "Nothing was saved. What is wrong stands beside its field below.")
        return _shown(request, business, form, status=400)
    chosen = saved(
        request, form, lambda seen: assumptions.choose(business, _user(request), form.choices, seen, now)
    )
    if chosen is None:
        return _shown(request, business, form, status=409)
    standing.refresh(business, now)
    messages.success(request, "Saved. The numbers now rest on this.")
    return redirect("runway:settings", business.slug)


@business_required(May.SET)
def set_aside(request: HttpRequest, business: Business) -> HttpResponse:
    """Set an amount aside."""
    now, form = clock.now(), _reserve_form(business, None, request)
    if request.method != "POST" or not form.is_valid():
        return _reserve_shown(request, business, form, None)
    row = reserves.set_aside(business, _user(request), form.said, now)
    standing.refresh(business, now)
    messages.success(request, f"{row.name} is set aside: {words.number(row.amount)}.")
    return _back(business)


@business_required(May.SET)
def change_reserve(request: HttpRequest, business: Business, reserve: int) -> HttpResponse:
    """Change one amount that is set aside."""
    now, row = clock.now(), _named(business, reserve)
    form = _reserve_form(business, row, request)
    if request.method != "POST" or not form.is_valid():
        return _reserve_shown(request, business, form, row)
    changed = saved(
        request, form, lambda seen: reserves.change(business, _user(request), reserve, form.said, seen, now)
    )
    if changed is None:
        return _reserve_shown(request, business, form, _named(business, reserve), status=409)
    standing.refresh(business, now)
    messages.success(request, f"{changed.name} is saved: {words.number(changed.amount)}.")
    return _back(business)


@business_required(May.SET)
@require_POST
def archive_reserve(request: HttpRequest, business: Business, reserve: int) -> HttpResponse:
    """Free the money."""
    now, row = clock.now(), _named(business, reserve)
    try:
        reserves.archive(business, _user(request), reserve, seen_in(request.POST), now)
    except ChangedMeanwhile as other:
        messages.warning(request, str(other))
        return redirect("runway:change-reserve", business.slug, reserve)
    standing.refresh(business, now)
    messages.success(request, f"{row.name} is archived: {words.number(row.amount)} is free again.")
    return _back(business)


def _shown(
    request: HttpRequest, business: Business, form: AssumptionsForm, status: int = 200
) -> HttpResponse:
    page = SettingsService(business).page(clock.now())
    shown = {"page": page, "form": form, "tab": "settings", "counts": counts_of(business, page.as_of)}
    return render(request, "runway/settings.html", shown, status=status)


def _reserve_shown(
    request: HttpRequest, business: Business, form: ReserveForm, row: Reserve | None, status: int = 200
) -> HttpResponse:
    wrong = 400 if form.is_bound and form.errors else status
    shown = {"business": business, "form": form, "row": row}
    return render(request, "runway/set_aside.html", shown, status=wrong)


def _assumptions_form(business: Business, *data: Any) -> AssumptionsForm:
    return AssumptionsForm(business, clock.today(business), assumptions.row_of(business), *data)


def _reserve_form(business: Business, row: Reserve | None, request: HttpRequest) -> ReserveForm:
    accounts = SettingsService(business).accounts()
    return ReserveForm(business.home_currency, clock.today(business), accounts, row, request.POST or None)


def _named(business: Business, pk: int) -> Reserve:
    try:
        return reserves.named(business, pk)
    except NotThere as why:
        raise Http404 from why


def _back(business: Business) -> HttpResponse:
    return redirect(f"{reverse('runway:settings', args=[business.slug])}#set-aside")


def _user(request: HttpRequest) -> Any:
    """Signed in: access has seen to it."""
    return request.user
