"""Flow: mirrored. The door at which QuickBooks rings: what is signed is written down and answered, no more is done.

Intuit waits three seconds and repeats what was not answered with 200 (API_FACTS 7.6), so this must be quick whatever
the rest of the house is doing: one insert, no message to a broker. `sync/deliveries.py` takes deliveries apart.
"""

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core import clock
from core.access import open_to_all
from sync.models import WebhookDelivery, WebhookRefusal
from sync.qbo.signature import is_signed

LARGEST = 10 * 1024 * 1024


@csrf_exempt
@open_to_all
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """200 for what is signed, stored; 403 for what is not, counted; 413 for more than 10 MB, not read to its end."""
    declared = int(request.META.get("CONTENT_LENGTH") or 0)
    if declared > LARGEST or len(body := _body(request)) > LARGEST:
        return _said(413, "A delivery is 10 MB at most.")
    if not is_signed(body, request.headers.get("intuit-signature", ""), settings.QBO_WEBHOOK_VERIFIER):
        _count_refusal()
        return _said(403, "The header intuit-signature does not fit the body and QBO_WEBHOOK_VERIFIER.")
    WebhookDelivery.objects.create(body=body)
    return HttpResponse(status=200)


def _body(request: HttpRequest) -> bytes:
    """What was sent, one byte more than is allowed at most.

    Django takes a body without a length for an empty one. One that comes in chunks has none: the server knows its end.
    """
    if request.META.get("wsgi.input_terminated") and not request.META.get("CONTENT_LENGTH"):
        return bytes(request.META["wsgi.input"].read(LARGEST + 1))
    return request.read(LARGEST + 1)


def _said(status: int, why: str) -> HttpResponse:
    return JsonResponse({"error": why}, status=status)


def _count_refusal() -> None:
    now = clock.now()
    WebhookRefusal.objects.update_or_create(
        day=now.date(),
        defaults={"times": F("times") + 1, "last_at": now},
        create_defaults={"times": 1, "last_at": now},
    )
