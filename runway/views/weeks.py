"""What was forecast on past Mondays of one business: the list, and one Monday as it was."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import clock
from core.access import business_required
from core.models import Business
from runway.reading import iso_day
from runway.services.past_weeks import PastWeeksService
from runway.services.tabs import counts_of


@business_required()
@require_safe
def weeks(request: HttpRequest, business: Business) -> HttpResponse:
    page = PastWeeksService(business).page(clock.now())
    shown = {"page": page, "tab": "weeks", "counts": counts_of(business, page.as_of)}
    return render(request, "runway/weeks.html", shown)


@business_required()
@require_safe
def week(request: HttpRequest, business: Business, monday: str) -> HttpResponse:
    day = iso_day(monday)
    page = PastWeeksService(business).week(day, clock.now()) if day else None
    if page is None:
        raise Http404
    shown = {"page": page, "tab": "weeks", "counts": counts_of(business, page.as_of)}
    return render(request, "runway/kept_week.html", shown)
