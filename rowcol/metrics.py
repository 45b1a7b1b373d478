"""The address that Prometheus scrapes, and who may: staff, whoever has METRICS_TOKEN, a process on this machine."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import clock
from sync.metrics.exposition import CONTENT_TYPE, exposition
from sync.metrics.facts import metrics

LOOPBACK = ("127.0.0.1", "::1")
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")
REFUSED = "Metrics are for staff, for requests with METRICS_TOKEN as bearer token, and for this machine.\n"


@require_safe
@never_cache
def scrape(request: HttpRequest) -> HttpResponse:
    """All metrics as of now, or 401."""
    if not (_is_local(request) or _has_token(request) or _is_staff(request)):
        challenge = {"WWW-Authenticate": 'Bearer realm="metrics"'}
        return HttpResponse(REFUSED, status=401, content_type="text/plain", headers=challenge)
    return HttpResponse(exposition(metrics(clock.now())), content_type=CONTENT_TYPE)


def _is_local(request: HttpRequest) -> bool:
    """Behind a proxy on this machine every visitor seems to be local, so where one may be, nobody is."""
    behind_proxy = settings.TRUSTED_PROXIES or settings.SECURE_PROXY_SSL_HEADER
    if behind_proxy or any(name in request.META for name in FORWARDED):
        return False
    return request.META.get("REMOTE_ADDR") in LOOPBACK


def _has_token(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "")
    wanted = f"Bearer {settings.METRICS_TOKEN}"
    return bool(settings.METRICS_TOKEN) and constant_time_compare(given, wanted)


def _is_staff(request: HttpRequest) -> bool:
    return bool(request.user.is_active and getattr(request.user, "is_staff", False))
