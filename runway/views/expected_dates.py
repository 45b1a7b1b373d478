"""The date on which people expect the money of one open document; the ledger's due date stays what it is."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from core import clock
from core.access import May, business_required
from core.cash import Name, OpenItem
from core.models import Business
from runway import words
from runway.forms.expected_dates import ExpectedDateForm
from runway.forms.fields import seen_in
from runway.models import ExpectedDate
from runway.services import expected_dates, standing
from runway.services.expected_dates import DatedMeanwhile
from runway.services.known import KnownService
from runway.views.back import back

KNOWN = "runway:known-items"


@business_required(May.PLAN)
def expect(request: HttpRequest, business: Business, entity: str, qbo_id: str) -> HttpResponse:
    """Set a date for an open document, or another in its place."""
    now, name = clock.now(), (entity, qbo_id)
    item, row = _found(business, name)
    form = ExpectedDateForm(clock.today(business), row, request.POST or None)
    if request.method != "POST" or item is None or not form.is_valid():
        return _shown(request, business, name, form, item, row)
    said = form.cleaned_data
    try:
        expected_dates.expect(
            business, _user(request), item, said["on"], said["why"], said["seen"] or None, now
        )
    except DatedMeanwhile as other:
        form.having_seen(other.current.pk if other.current else 0)
        messages.warning(request, str(other))
        return _shown(request, business, name, form, item, other.current, status=409)
    standing.refresh(business, now)
    day = words.short_day(said["on"])
    messages.success(request, f"Expected on {day}. The due date in QuickBooks is unchanged.")
    return redirect(back(request, business, KNOWN))


@business_required(May.PLAN)
@require_POST
def take_back(request: HttpRequest, business: Business, entity: str, qbo_id: str) -> HttpResponse:
    """Go back to what the books and their history say."""
    now, name = clock.now(), (entity, qbo_id)
    _found(business, name)
    try:
        expected_dates.take_back(business, _user(request), name, seen_in(request.POST), now)
    except DatedMeanwhile as other:
        messages.warning(request, str(other))
    else:
        standing.refresh(business, now)
        messages.success(request, "The date is taken back. The document goes by its own dates again.")
    return redirect(back(request, business, KNOWN))


def _found(business: Business, name: Name) -> tuple[OpenItem | None, ExpectedDate | None]:
    """The document as it is open and the date that stands for it; one of them there is."""
    item = KnownService(business).open_item(name, clock.now())
    row = next((one for one in expected_dates.current(business) if (one.entity, one.qbo_id) == name), None)
    if item is None and row is None:
        raise Http404
    return item, row


def _shown(
    request: HttpRequest,
    business: Business,
    name: Name,
    form: ExpectedDateForm,
    item: OpenItem | None,
    row: ExpectedDate | None,
    status: int = 200,
) -> HttpResponse:
    shown = {
        "business": business,
        "entity": name[0],
        "qbo_id": name[1],
        "form": form,
        "item": item,
        "row": row,
        "history": expected_dates.history(business, name),
        "back": back(request, business, KNOWN),
    }
    wrong = 400 if form.is_bound and form.errors else status
    return render(request, "runway/expected_date.html", shown, status=wrong)


def _user(request: HttpRequest) -> Any:
    """Signed in: access has seen to it."""
    return request.user
