"""The digest of one business."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core import clock
from core.access import business_required
from core.models import Business
from runway.services.books import seal_of
from runway.services.kept_pages import digest_page
from runway.services.tabs import counts_of
from sync.orchestrators import watching


@business_required()
def digest(request: HttpRequest, business: Business) -> HttpResponse:
    now = clock.now()
    watching.look(business, now)
    page = digest_page(business, now)
    known = {"page": page, "counts": counts_of(business, page.as_of), "seal": seal_of(business, now)}
    return render(request, "runway/digest.html", {**known, "tab": "digest"})
