"""The digest of one business."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core import clock
from core.access import business_required
from core.models import Business
from runway.services.digest import DigestService
from runway.services.tabs import counts_of


@business_required()
def digest(request: HttpRequest, business: Business) -> HttpResponse:
    page = DigestService(business).page(clock.now())
    return render(
        request, "runway/digest.html", {"page": page, "tab": "digest", "counts": counts_of(business)}
    )
