"""What browsers are told: on every kind of answer, and strictly enough that an injected script does nothing."""

import re

import pytest
from django.conf import settings as configured
from django.http import HttpResponse
from django.test import Client

from core.models import User
from rowcol.headers import consent_places, content_policy
from tests.conftest import signed_in

# Mail programs know inline style only; a letter is shown on a page in a frame of its own policy (test_mail_pages.py).
LETTERS = configured.ROOT / "templates" / "runway" / "mail"
PAGES = (path for path in (configured.ROOT / "templates").rglob("*.html") if LETTERS not in path.parents)
TEMPLATES = sorted(PAGES)
INLINE = re.compile(r"\sstyle=|<style|\son\w+=|hx-on|javascript:|<script(?![^>]*\ssrc=)", re.IGNORECASE)


def policy(answer: HttpResponse) -> dict[str, str]:
    directives = (part.strip().partition(" ") for part in answer["Content-Security-Policy"].split(";"))
    return {name: allowed for name, _, allowed in directives}


@pytest.mark.parametrize("path", ["/login/", "/nowhere/", "/api/v1/businesses/", "/admin/login/", "/healthz"])
def test_every_answer_carries_the_policy(client: Client, db: None, path: str) -> None:
    told = policy(client.get(path))
    assert told["default-src"] == told["frame-ancestors"] == told["base-uri"] == "'none'"
    assert told["script-src"] == told["style-src"] == "'self'"
    assert "unsafe" not in str(told)


def test_what_else_browsers_are_told(client: Client, db: None) -> None:
    answer = client.get("/login/")
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


def test_the_way_to_a_consent_is_open_and_no_other() -> None:
    assert consent_places("http://127.0.0.1:8100/oauth2/authorize?x=1") == ["http://127.0.0.1:8100"]
    assert consent_places("https://appcenter.intuit.com/connect/oauth2") == ["https://*.intuit.com"]
    assert consent_places("https://intuit.com.example/oauth2") == ["https://intuit.com.example"]
    assert content_policy("https://appcenter.intuit.com/x", is_https=True)["upgrade-insecure-requests"]


def test_no_template_needs_an_exception() -> None:
    assert len(TEMPLATES) > 50
    assert [path.name for path in TEMPLATES if INLINE.search(path.read_text())] == []


@pytest.mark.parametrize(
    "line", ['<p style="x">', "<script>x()</script>", '<a onclick="x()">', "<b hx-on:click=x>"]
)
def test_an_exception_would_be_noticed(line: str) -> None:
    assert INLINE.search(line)


def test_pages_of_the_admin_are_written_within_the_policy(db: None) -> None:
    operator = signed_in(
        User.objects.create_superuser("operator@rowcol.example", "a-long-password-for-tests")
    )
    for path in ("/admin/", "/admin/core/user/", "/admin/core/user/add/", "/admin/sync/alert/"):
        assert INLINE.search(operator.get(path).content.decode()) is None, path
