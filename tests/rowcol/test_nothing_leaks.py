"""What breaks says nothing of secrets and books: not the page, not the API, not the log at LOG_LEVEL=DEBUG."""

import io
import logging
import logging.config
from collections.abc import Iterator
from html import unescape

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path
from rest_framework.views import APIView

from core.models import Business, Membership, Role, User
from rowcol import logs
from rowcol.urls import handler404, handler500
from tests.conftest import PASSWORD, signed_in

__all__ = ["handler404", "handler500"]

TOKEN = "eyJlbmMiOiJBMTI4Q0JDLUhTMjU2IiwiYWxnIjoiZGlyIn0"
REFRESH = "RT1-117-H0-1799999999abcdefgh"
PAYLOAD = "Confidential & Sons owe 4711.08"
SECRETS = (TOKEN, REFRESH, PASSWORD, PAYLOAD, "4711.08", "core_business", "Traceback")


def broken(request: HttpRequest) -> HttpResponse:
    """Fails in the worst way: what it raises holds a token, and the database's words hold a row of the books."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO core_business (name, slug, timezone) VALUES (%s, 'x', 'UTC')", [PAYLOAD]
            )
    except DatabaseError as error:
        raise ValueError(f"Bearer {TOKEN} with refresh_token={REFRESH} was refused") from error
    return HttpResponse()


class BrokenView(APIView):
    """The same for programs."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return broken(request)


urlpatterns = [
    path("broken/", broken),
    path("api/v1/broken/", BrokenView.as_view()),
    path("", include("rowcol.urls")),
]


@pytest.fixture(params=logs.FORMATS)
def said(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """The product's own log, in either form, as LOG_LEVEL=DEBUG sets it."""
    written, root = io.StringIO(), logging.getLogger()
    configured = logs.to_stderr("DEBUG", request.param)
    handler = logging.StreamHandler(written)
    made = configured["formatters"][request.param]
    handler.setFormatter(made["()"](*([made["format"]] if "format" in made else [])))
    levels = {name: logging.getLogger(name).level for name in logs.OURS}
    root.addHandler(handler)
    for name in levels:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def browser_of(user: User) -> Client:
    browser = signed_in(user)
    browser.raise_request_exception = False
    return browser


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize("address", ["/broken/", "/api/v1/broken/"])
def test_what_breaks_keeps_it_to_itself(olive: User, said: io.StringIO, address: str) -> None:
    answer = browser_of(olive).get(f"{address}?code={REFRESH}")
    assert answer.status_code == 500
    assert [secret for secret in SECRETS if secret in answer.content.decode()] == []
    assert address in said.getvalue()
    assert "Traceback" in said.getvalue()
    assert [secret for secret in SECRETS[:5] if secret in said.getvalue()] == []


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/nowhere/", 404),
        ("/b/acme/nowhere/", 404),
        ("/api/v1/nowhere/", 404),
        ("/connect/callback/", 400),
        ("/b/acme/console/effect/", 405),
        ("/api/v1/businesses/acme/decisions/", 400),
        ("/sync/webhooks/qbo/", 403),
        ("/login/", 403),
    ],
)
def test_what_is_refused_repeats_nothing_of_what_was_sent(
    acme: Business, olive: User, said: io.StringIO, address: str, status: int
) -> None:
    browser = Client(enforce_csrf_checks=address == "/login/", raise_request_exception=False)
    browser.force_login(olive)
    Membership.objects.filter(user=olive).update(role=Role.CONTROLLER)
    content = {"code": REFRESH, "password": PASSWORD, "choices": PAYLOAD, "state": TOKEN}
    headers = {"Authorization": f"Bearer {TOKEN}", "intuit-signature": TOKEN}
    form = {"content_type": "application/json"} if "/api/" in address else {}
    answers = [
        browser.get(f"{address}?code={REFRESH}&state={TOKEN}&q={PAYLOAD}", headers=headers),
        browser.post(f"{address}?code={REFRESH}", content, headers=headers, **form),
    ]
    assert status in {answer.status_code for answer in answers}
    shown = "".join(unescape(answer.content.decode()) for answer in answers) + said.getvalue()
    assert [secret for secret in SECRETS[:5] if secret in shown] == []


def test_a_password_that_was_typed_is_nowhere(
    acme: Business, client: Client, olive: User, said: io.StringIO
) -> None:
    for password in (PASSWORD + "-not", PASSWORD):
        client.post("/login/", {"username": olive.email, "password": password})
    client.post("/admin/login/", {"username": "nobody@acme.example", "password": PASSWORD})
    assert PASSWORD not in said.getvalue()


def test_the_database_complains_of_a_row_without_showing_it() -> None:
    words = (
        'null value in column "firm_id" violates not-null constraint\n'
        f"DETAIL:  Failing row contains (1, {PAYLOAD}).\nCONTEXT:  COPY stage, line 1: {PAYLOAD}"
    )
    shown = logs.struck(words)
    assert PAYLOAD not in shown
    assert shown.startswith('null value in column "firm_id" violates not-null constraint')


def test_no_admin_page_shows_a_token(acme: Business, said: io.StringIO) -> None:
    operator = browser_of(User.objects.create_superuser("operator@rowcol.example", PASSWORD))
    answer = operator.get("/admin/sync/connection/?status=nonsense&x=" + REFRESH)
    assert REFRESH not in said.getvalue()
    assert answer.status_code in (200, 302)
