"""Hands the notices to every template: read when a page shows them, and not before."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from core import clock
from runway.services.notices import Notices, notices_of


def notices(request: HttpRequest) -> dict[str, Any]:
    """`notices` for a person who is signed in, of the business that the page is about, if it is about one."""
    return {"notices": SimpleLazyObject(lambda: _notices(request))}


def _notices(request: HttpRequest) -> Notices:
    if not request.user.is_authenticated:
        return Notices()
    return notices_of(request.user, getattr(request, "business", None), clock.now())
