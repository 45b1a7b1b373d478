"""Known items of one business: the list, entering, changing, and saying what became of one."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.access import May, business_required, people_of
from core.models import Business
from runway import reading
from runway.forms.fields import seen_in
from runway.forms.known_items import KnownItemForm, as_kept, as_understood
from runway.models import Ending, KnownItem
from runway.services import known_items, standing
from runway.services.changes import ChangedMeanwhile, NotThere
from runway.services.known import KnownService
from runway.services.tabs import counts_of
from runway.views.saving import saved

LONGEST_LINE = 200


@business_required()
@require_safe
def items(request: HttpRequest, business: Business) -> HttpResponse:
    page = KnownService(business).page(clock.now())
    shown = {"page": page, "tab": "known", "counts": counts_of(business, page.as_of)}
    return render(request, "runway/known_items.html", shown)


@business_required(May.PLAN)
def enter(request: HttpRequest, business: Business) -> HttpResponse:
    """Enter an item; `quick` is one line of which the form takes what it understands."""
    line = request.GET.get("quick", "")[:LONGEST_LINE]
    understood = reading.quick(line, clock.today(business), business.home_currency)
    form = _form(request, business, as_understood(understood, _user(request).pk))
    if request.method != "POST" or not form.is_valid():
        return _form_shown(request, business, form, line=line)
    now = clock.now()
    row = known_items.enter(business, _user(request), form.entry, now)
    standing.refresh(business, now)
    messages.success(request, f"{row.name} is entered.")
    return redirect("runway:known-items", business.slug)


@business_required(May.PLAN)
def change(request: HttpRequest, business: Business, item: int) -> HttpResponse:
    """Change an item; beside it stands its change log."""
    row = _named(business, item)
    form = _form(request, business, as_kept(row))
    if request.method != "POST" or not form.is_valid():
        return _form_shown(request, business, form, row)
    now = clock.now()
    changed = saved(
        request, form, lambda seen: known_items.change(business, _user(request), item, form.entry, seen, now)
    )
    if changed is None:
        return _form_shown(request, business, form, _named(business, item), status=409)
    standing.refresh(business, now)
    messages.success(request, f"{changed.name} is saved.")
    return redirect("runway:known-items", business.slug)


@business_required(May.PLAN)
@require_POST
def end(request: HttpRequest, business: Business, item: int) -> HttpResponse:
    """Archive an item with what became of it."""
    row, now = _named(business, item), clock.now()
    said = request.POST.get("ending", "")
    if said not in (Ending.HAPPENED, Ending.DROPPED):
        messages.error(request, "Say whether it happened or was dropped. Nothing was changed.")
        return redirect("runway:known-items", business.slug)
    try:
        known_items.end(business, _user(request), item, Ending(said), seen_in(request.POST), now)
    except ChangedMeanwhile as other:
        messages.warning(request, str(other))
        return redirect("runway:known-item", business.slug, item)
    standing.refresh(business, now)
    messages.success(request, f"{row.name} {said}. It is kept below and counts no more.")
    return redirect("runway:known-items", business.slug)


def _form(request: HttpRequest, business: Business, initial: Mapping[str, Any]) -> KnownItemForm:
    owners = {person.pk: str(person) for person in people_of(business)}
    today = clock.today(business)
    return KnownItemForm(business.home_currency, today, owners, initial, request.POST or None)


def _form_shown(
    request: HttpRequest,
    business: Business,
    form: KnownItemForm,
    row: KnownItem | None = None,
    line: str = "",
    status: int = 200,
) -> HttpResponse:
    log = KnownService(business).log(row) if row else ()
    shown = {"business": business, "form": form, "row": row, "line": line, "log": log}
    wrong = 400 if form.is_bound and form.errors else status
    return render(request, "runway/known_item.html", shown, status=wrong)


def _named(business: Business, pk: int) -> KnownItem:
    try:
        return known_items.named(business, pk)
    except NotThere as why:
        raise Http404 from why


def _user(request: HttpRequest) -> Any:
    """Signed in: access has seen to it."""
    return request.user
