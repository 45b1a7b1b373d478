"""The 13-week forecast of one business: the sheet, the page that a cell opens to, and the sheet as a file."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_safe

from core import audit, clock
from core.access import business_required
from core.models import Business
from core.sheets import CSV, XLSX, attachment
from runway.services.forecast import ForecastService
from runway.services.forecast_csv import forecast_csv
from runway.services.forecast_xlsx import forecast_xlsx
from runway.services.kept_pages import forecast_page
from runway.services.tabs import counts_of
from sync.orchestrators import watching

NOT_THERE = "This cell is not on the sheet as the books stand now: its line or its week has gone."


@business_required()
@require_safe
def forecast(request: HttpRequest, business: Business) -> HttpResponse:
    now = clock.now()
    watching.look(business, now)
    page = forecast_page(business, now, request.GET.get("week", ""))
    shown = {"page": page, "counts": counts_of(business, page.as_of), "tab": "forecast"}
    return render(request, "runway/forecast.html", shown)


@business_required()
@require_safe
def cell(request: HttpRequest, business: Business, line: str, week: str) -> HttpResponse:
    """What a cell is made of. One that has gone, as after its money was expected elsewhere, leads to the sheet."""
    page = ForecastService(business).cell(clock.now(), line, week, whole="all" in request.GET)
    if page is None:
        messages.warning(request, NOT_THERE)
        return redirect("runway:forecast", business.slug)
    shown = {"page": page, "counts": counts_of(business, page.as_of), "tab": "forecast"}
    return render(request, "runway/forecast_cell.html", shown)


@business_required()
@require_GET
def forecast_file(request: HttpRequest, business: Business, ending: str) -> HttpResponse:
    """The sheet as a file; books that give no sheet give no file, and the page says why."""
    page = forecast_page(business, clock.now())
    if page.sheet is None:
        return redirect("runway:forecast", business.slug)
    audit.exported(request.user.email, f"forecast.{ending}", [business])
    write, kind = FILES[ending]
    return attachment(f"forecast-{business.slug}-{page.today}.{ending}", write(page), kind)


FILES = {"csv": (forecast_csv, CSV), "xlsx": (forecast_xlsx, XLSX)}
