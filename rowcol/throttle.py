"""Wrong passwords and what they lead to: whose account is meant, from where, and what is said (django-axes asks)."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def account(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The e-mail address that was typed, in one case: an account is the same in every case.

    What is no address may be a password in the wrong field: it is counted as "someone" and not kept.
    """
    said = credentials or request.POST
    given = str(said.get("username") or said.get("email") or "")  # of the form, of HTTP Basic
    return given.strip().lower()[:254].replace("\0", "") if "@" in given else "someone"


def client_address(request: HttpRequest) -> str | None:
    """Where the request came from: the peer, or what the outermost of our own proxies saw.

    Without proxies of ours the header is not looked at: anybody can write it.
    """
    peer = request.META.get("REMOTE_ADDR") or None
    seen = [*request.META.get("HTTP_X_FORWARDED_FOR", "").split(","), peer or ""]
    if not settings.TRUSTED_PROXIES or len(seen) <= settings.TRUSTED_PROXIES:
        return peer
    return seen[-1 - settings.TRUSTED_PROXIES].strip() or peer


def locked(request: HttpRequest, *_response_and_credentials: Any) -> HttpResponse:
    """429 with the time to wait; the same words whether there is such an account or not."""
    wait = settings.AXES_COOLOFF_TIME
    page = render(
        request, "registration/locked.html", {"minutes": int(wait.total_seconds() // 60)}, status=429
    )
    page["Retry-After"] = str(int(wait.total_seconds()))
    return page
