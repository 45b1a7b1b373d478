"""The last page: what is shown when there is none, the database or broker is down, or something broke."""

import sys

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.views.defaults import page_not_found
from django.views.defaults import server_error as ordinary_server_error

from rowcol import outage
from runway.api.problems import unknown_address


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """A page for people; for programs the one shape that all errors of the API have."""
    return unknown_address() if request.path.startswith("/api/") else page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponseBase:
    """503 with one plain sentence where something is down, 500 for everything else."""
    error = sys.exc_info()[1]
    said = outage.sentence(error) if error else None
    if said is None:
        return ordinary_server_error(request)
    shown = "A part that it needs does not answer." if settings.PRODUCTION else said
    page = render_to_string("503.html", {"said": shown})
    return HttpResponse(page, status=503, headers={"Retry-After": "5"})
