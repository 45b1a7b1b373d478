"""The door for webhooks: what is signed is stored and answered, nothing else leaves more than a count."""

from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from core import clock
from sync.models import WebhookDelivery, WebhookRefusal
from sync.qbo.signature import is_signed, sign
from sync.webhooks import LARGEST
from tests.sync.bell import DOOR, VERIFIER, body_of, cloud_event, ring

pytestmark = pytest.mark.django_db


def a_body() -> bytes:
    return body_of(cloud_event("9341450000000011", "Bill", "7", "updated", clock.now()))


@pytest.mark.parametrize("kind", ["application/json", "application/cloudevents+json", "text/plain"])
def test_a_signed_body_is_stored_byte_for_byte_in_one_statement(kind: str) -> None:
    body = a_body()
    with CaptureQueriesContext(connection) as asked:
        answer = ring(body, kind=kind)
    assert (answer.status_code, answer.content) == (200, b"")
    assert len(asked) == 1
    stored = WebhookDelivery.objects.get()
    assert (bytes(stored.body), stored.read_at) == (body, None)


@pytest.mark.parametrize("headers", [{}, {"intuit-signature": "bm90IGl0"}, {"intuit-signature": "ünsigned"}])
def test_what_is_not_signed_is_refused_and_only_counted(headers: dict[str, str]) -> None:
    for _ in range(3):
        answer = Client().post(DOOR, a_body(), content_type="application/json", headers=headers)
        assert answer.status_code == 403
    assert not WebhookDelivery.objects.exists()
    assert [one.times for one in WebhookRefusal.objects.all()] == [3]


def test_a_signature_is_of_these_bytes_and_no_others() -> None:
    body = a_body()
    headers = {"intuit-signature": sign(body, VERIFIER)}
    forged = Client().post(DOOR, body + b" ", content_type="application/json", headers=headers)
    assert forged.status_code == 403


def test_while_a_verifier_is_rotated_both_are_good(settings: Settings) -> None:
    settings.QBO_WEBHOOK_VERIFIER = ["the new one", "the old one"]
    assert [ring(a_body(), verifier=each).status_code for each in settings.QBO_WEBHOOK_VERIFIER] == [200, 200]
    assert ring(a_body()).status_code == 403


def test_without_a_verifier_nobody_is_believed() -> None:
    assert not is_signed(b"[]", "", [])
    assert not is_signed(b"[]", sign(b"[]", ""), [])


def test_intuits_own_way_of_signing() -> None:
    """HMAC-SHA256 with the token as key, in base64 (API_FACTS 7.2); computed by openssl."""
    assert sign(b'{"a":1}', "token") == "+u6DeXjkS+iRXs/nC+4xS0M2NPngOchldzKA9De8TWE="


def test_more_than_ten_megabytes_are_not_read(client: Client) -> None:
    answer = client.post(DOOR, b"[]", content_type="application/json", CONTENT_LENGTH=str(LARGEST + 1))
    assert answer.status_code == 413
    assert not WebhookDelivery.objects.exists()


def chunked(body: bytes) -> HttpResponse:
    """The door's answer to a signed body that was sent in chunks: no length, the server knows where it ends."""
    environ: dict[str, Any] = {"wsgi.input": BytesIO(body), "wsgi.input_terminated": True}
    headers = {"intuit-signature": sign(body, VERIFIER), "transfer-encoding": "chunked"}
    return Client().generic("POST", DOOR, headers=headers, **environ)


def test_a_body_in_chunks_is_stored_and_counted_by_its_bytes() -> None:
    body = a_body()
    assert chunked(body).status_code == 200
    assert bytes(WebhookDelivery.objects.get().body) == body
    assert chunked(b" " * (LARGEST + 1)).status_code == 413
    assert WebhookDelivery.objects.count() == 1


def test_three_megabytes_are_stored() -> None:
    """Django's own limit for a body is below that."""
    body = b"[" + b" " * 3_000_000 + b"]"
    assert ring(body).status_code == 200
    assert len(WebhookDelivery.objects.get().body) == len(body)


@pytest.mark.parametrize("body", [b"", b"nonsense", b"\xff\xfe", b"[[[", b"{}", b"null"])
def test_a_signed_body_that_makes_no_sense_is_stored_all_the_same(body: bytes) -> None:
    assert ring(body).status_code == 200
    assert bytes(WebhookDelivery.objects.get().body) == body


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_the_door_takes_what_is_posted(client: Client, method: str) -> None:
    asked: Any = getattr(client, method)
    assert asked(DOOR).status_code == 405
