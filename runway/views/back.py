"""Where an act leads back to: the cell of the forecast that it was done in, else a page of its own."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from core.models import Business


def back(request: HttpRequest, business: Business, otherwise: str) -> str:
    """The address that the form names, where it is on the business's forecast: never one beyond it."""
    came_from = request.POST.get("next") or request.GET.get("next") or ""
    sheet = reverse("runway:forecast", args=[business.slug])
    is_cell = came_from.startswith(sheet) and url_has_allowed_host_and_scheme(came_from, None)
    return came_from if is_cell else reverse(otherwise, args=[business.slug])
