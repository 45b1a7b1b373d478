"""Receivables and payables of one business: one page for either side."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import clock
from core.access import business_required
from core.cash import Side
from core.models import Business
from runway.services.books import seal_of
from runway.services.owed import OwedService
from runway.services.tabs import counts_of
from sync.orchestrators import watching


@business_required()
@require_safe
def owed(request: HttpRequest, business: Business, side: Side) -> HttpResponse:
    now = clock.now()
    watching.look(business, now)
    page = OwedService(business, side).page(now)
    known = {"page": page, "counts": counts_of(business, page.as_of), "seal": seal_of(business, now)}
    return render(request, "runway/owed.html", {**known, "tab": f"{side.value}s"})
