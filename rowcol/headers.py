"""What browsers are told that pages may do: load this site's own files, send forms to it, and nothing besides."""

from collections.abc import Callable
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.http import HttpRequest, HttpResponse

# Abilities of the browser that no page has a use for.
PERMISSIONS = ", ".join(
    f"{ability}=()"
    for ability in (
        "camera",
        "display-capture",
        "geolocation",
        "microphone",
        "midi",
        "payment",
        "serial",
        "usb",
    )
)


def content_policy(authorize_url: str, *, is_https: bool) -> dict[str, object]:
    """The directives of the Content-Security-Policy: no inline script or style, no eval, no frame, no foreign file.

    The button that connects to QuickBooks is a form whose answer leads to the consent page, and browsers hold
    every step of such a journey to `form-action`.
    """
    own = {f"{kind}-src": [SELF] for kind in ("script", "style", "img", "font", "connect")}
    closed = {name: [NONE] for name in ("default-src", "base-uri", "frame-ancestors")}
    journey = {"form-action": [SELF, *consent_places(authorize_url)]}
    return {**closed, **own, **journey, "upgrade-insecure-requests": is_https}


def consent_places(authorize_url: str) -> list[str]:
    """Where the way to a consent may lead: its own origin; Intuit sends people on among its hosts."""
    place = urlsplit(authorize_url)
    is_intuit = f".{place.hostname}".endswith(".intuit.com")
    return ["https://*.intuit.com"] if is_intuit else [f"{place.scheme}://{place.netloc}"]


class Headers:
    """Adds what neither Django nor django-csp sends."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response
