"""The icon that browsers ask for where a page names none, such as the admin's."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.cache import cache_control

from core.access import open_to_all


@open_to_all
@cache_control(max_age=86400)
def favicon(_request: HttpRequest) -> HttpResponse:
    """To the icon of all pages."""
    return redirect(static("favicon.svg"))
