"""A person's own page: tokens are shown once, listed by their first letters, and end at will."""

import re

from django.test import Client

from core.models import AuditEntry, Business, User
from tests.conftest import signed_in
from tests.runway.test_pages import text_of

ACME = "/api/v1/businesses/acme/"


def made(browser: Client) -> str:
    answer = browser.post("/account/token/")
    assert "no-store" in answer["Cache-Control"]
    shown = re.search(r"<code>([0-9a-f]{64})</code>", answer.content.decode())
    assert shown
    return shown[1]


def test_a_token_is_shown_once_asks_in_the_persons_name_and_ends(
    acme: Business, olive: User, olives_browser: Client
) -> None:
    token = made(olives_browser)
    by_token = {"Authorization": f"Token {token}"}
    assert Client().get(ACME, headers=by_token).json()["slug"] == "acme"
    later = olives_browser.get("/account/").content.decode()
    assert token not in later
    starts_with = re.search(r'name="starts_with" value="(\w+)"', later)
    assert starts_with
    ended = olives_browser.post("/account/token/end/", {"starts_with": starts_with[1]}, follow=True)
    assert "The token is ended" in text_of(ended.content.decode())
    assert "You have no token." in text_of(ended.content.decode())
    assert Client().get(ACME, headers=by_token).status_code == 401
    acts = AuditEntry.objects.filter(actor=olive.email).order_by("id").values_list("action", flat=True)
    assert list(acts)[-2:] == ["API token made", "API token ended"]


def test_nobody_ends_the_token_of_another(olives_browser: Client, sam: User) -> None:
    token = made(olives_browser)
    browser = signed_in(sam)
    for starts_with in (token[:15], token[:8], ""):
        told = browser.post("/account/token/end/", {"starts_with": starts_with}, follow=True)
        assert "You have no such token any more." in text_of(told.content.decode())
    assert Client().get(ACME, headers={"Authorization": f"Token {token}"}).status_code == 200
