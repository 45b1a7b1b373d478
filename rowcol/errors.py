"""The last page: what a person sees when the database or broker is down, or something broke."""

import sys

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.views.defaults import server_error as ordinary_server_error

from rowcol import outage


def server_error(request: HttpRequest) -> HttpResponseBase:
    """503 with one plain sentence where something is down, 500 for everything else."""
    error = sys.exc_info()[1]
    said = outage.sentence(error) if error else None
    if said is None:
        return ordinary_server_error(request)
    shown = "A part that it needs does not answer." if settings.PRODUCTION else said
    page = render_to_string("503.html", {"said": shown})
    return HttpResponse(page, status=503, headers={"Retry-After": "5"})
