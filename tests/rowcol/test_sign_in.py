"""At the door: wrong passwords, forgotten ones, and what the trail keeps of them."""

import re
from base64 import b64encode
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings as configured
from django.core import mail
from django.db.models import F
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from core.models import AuditEntry, User
from rowcol.throttle import client_address
from tests.conftest import PASSWORD

NEW = "another-long-password"


def sign_in(client: Client, email: str, password: str, **meta: str) -> HttpResponse:
    return client.post("/login/", {"username": email, "password": password}, **meta)


def lock(client: Client, email: str) -> HttpResponse:
    for _ in range(configured.AXES_FAILURE_LIMIT - 1):
        assert sign_in(client, email, "wrong").status_code == 200
    return sign_in(client, email, "wrong")


def actions() -> list[tuple[str, str]]:
    return list(AuditEntry.objects.order_by("pk").values_list("actor", "action"))


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_fifth_wrong_password_closes_the_account_from_there(olive: User, client: Client) -> None:
    refused = lock(client, olive.email)
    assert refused.status_code == 429
    assert refused["Retry-After"] == "900"
    assert "closed for 15 minutes, and opens again by itself" in refused.content.decode()
    assert sign_in(client, olive.email, PASSWORD).status_code == 429
    assert not is_in(client)


def test_the_case_of_the_address_gives_no_more_tries(olive: User, client: Client) -> None:
    lock(client, olive.email)
    assert sign_in(client, "OLIVE@acme.example", PASSWORD).status_code == 429


def test_others_and_other_places_are_not_locked_with_it(olive: User, sam: User, client: Client) -> None:
    lock(client, olive.email)
    assert sign_in(client, sam.email, PASSWORD)["Location"] == "/"
    assert sign_in(Client(REMOTE_ADDR="192.0.2.7"), olive.email, PASSWORD)["Location"] == "/"


def test_a_lock_ends_by_itself_however_often_someone_tried_meanwhile(olive: User, client: Client) -> None:
    lock(client, olive.email)
    a_little_before_the_end = configured.AXES_COOLOFF_TIME - timedelta(minutes=1)
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - a_little_before_the_end)
    assert sign_in(client, olive.email, "wrong").status_code == 429
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=1))
    assert sign_in(client, olive.email, PASSWORD)["Location"] == "/"


def test_the_right_password_forgives_the_wrong_ones_before(olive: User, client: Client) -> None:
    for _ in range(2):
        for _ in range(configured.AXES_FAILURE_LIMIT - 1):
            sign_in(client, olive.email, "wrong")
        assert sign_in(client, olive.email, PASSWORD)["Location"] == "/"
        client.post("/logout/")


def test_unknown_addresses_hear_and_see_the_same(olive: User) -> None:
    def answers(email: str) -> list[tuple[int, str]]:
        browser = Client()
        tries = [sign_in(browser, email, "wrong") for _ in range(configured.AXES_FAILURE_LIMIT + 1)]
        return [(each.status_code, _without_token(each, email)) for each in tries]

    assert answers(olive.email) == answers("nobody@acme.example")


def _without_token(response: HttpResponse, email: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode()).replace(
        email, ""
    )


def test_the_admins_own_door_is_throttled_with_it(olive: User, client: Client) -> None:
    lock(client, olive.email)
    assert client.post("/admin/login/", {"username": olive.email, "password": PASSWORD}).status_code == 429


def ask_for_token(client: Client, email: str, password: str) -> int:
    typed = b64encode(f"{email}:{password}".encode()).decode()
    return client.post(
        "/api/v1/tokens/", content_type="application/json", HTTP_AUTHORIZATION=f"Basic {typed}"
    ).status_code


def test_programs_are_throttled_by_the_same_count(olive: User, sam: User, client: Client) -> None:
    for _ in range(configured.AXES_FAILURE_LIMIT):
        assert ask_for_token(client, olive.email, "wrong") in (401, 429)
    assert ask_for_token(client, olive.email, PASSWORD) in (401, 429)
    assert sign_in(client, olive.email, PASSWORD).status_code == 429
    assert ask_for_token(client, sam.email, PASSWORD) == 200


def test_the_trail_keeps_who_came_in_who_failed_and_one_lock(olive: User, client: Client) -> None:
    sign_in(client, olive.email, PASSWORD)
    client.post("/logout/")
    lock(client, olive.email)
    sign_in(client, olive.email, "wrong")
    failures = [(olive.email, "sign-in failed")] * configured.AXES_FAILURE_LIMIT
    assert actions() == [(olive.email, "signed in"), *failures, (olive.email, "sign-in locked")]
    assert AuditEntry.objects.order_by("pk")[0].detail == {"address": "127.0.0.1"}


def test_a_password_typed_for_an_address_is_not_kept(client: Client, db: None) -> None:
    sign_in(client, PASSWORD, PASSWORD)
    assert actions() == [("someone", "sign-in failed")]
    assert PASSWORD not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "", "10.0.0.1"),
        (0, "198.51.100.9", "10.0.0.1"),
        (1, "198.51.100.9", "198.51.100.9"),
        (1, "203.0.113.66, 198.51.100.9", "198.51.100.9"),
        (2, "203.0.113.66, 198.51.100.9, 10.0.0.2", "198.51.100.9"),
        (1, "", "10.0.0.1"),
    ],
)
def test_a_forwarded_address_counts_only_as_far_as_proxies_are_ours(
    settings: Settings, proxies: int, forwarded: str, address: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    assert client_address(RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", **headers)) == address


def test_a_forgotten_password_is_replaced_by_the_link_in_the_letter(olive: User, client: Client) -> None:
    assert (
        client.post("/password/forgotten/", {"email": "Olive@acme.example"})["Location"] == "/password/sent/"
    )
    (letter,) = mail.outbox
    link = re.search(r"http://testserver(/password/new/\S+)", letter.body)
    assert link
    assert letter.to == [olive.email]
    form = client.get(link.group(1), follow=True)
    assert "New password" in form.content.decode()
    short = client.post(form.request["PATH_INFO"], {"new_password1": "short", "new_password2": "short"})
    assert "too short" in short.content.decode()
    done = client.post(form.request["PATH_INFO"], {"new_password1": NEW, "new_password2": NEW})
    assert done["Location"] == "/password/new/"
    assert sign_in(client, olive.email, NEW)["Location"] == "/"
    assert (olive.email, "password reset") in actions()
    assert "This link does not open" in Client().get(link.group(1), follow=True).content.decode()


def test_a_new_password_ends_a_lock(olive: User, client: Client) -> None:
    lock(client, olive.email)
    client.post("/password/forgotten/", {"email": olive.email})
    found = re.search(r"http://testserver(/password/new/\S+)", mail.outbox[0].body)
    assert found
    form = client.get(found.group(1), follow=True)
    client.post(form.request["PATH_INFO"], {"new_password1": NEW, "new_password2": NEW})
    assert sign_in(client, olive.email, NEW)["Location"] == "/"


def test_an_unknown_address_is_told_the_same_and_gets_no_letter(client: Client, db: None) -> None:
    answer = client.post("/password/forgotten/", {"email": "nobody@acme.example"})
    assert answer["Location"] == "/password/sent/"
    assert mail.outbox == []
    assert "If there is an account" in client.get("/password/sent/").content.decode()


def test_who_changes_the_password_stays_and_other_sessions_end(olive: User, olives_browser: Client) -> None:
    elsewhere = Client()
    elsewhere.force_login(olive)
    wrong = {"old_password": "wrong", "new_password1": NEW, "new_password2": NEW}
    assert "entered incorrectly" in olives_browser.post("/password/", wrong).content.decode()
    olives_browser.post("/password/", wrong | {"old_password": PASSWORD})
    assert "Your new password holds" in olives_browser.get("/password/changed/").content.decode()
    assert elsewhere.get("/")["Location"].startswith("/login/")
    assert (olive.email, "password changed") in actions()


def test_the_session_cookie_stays_out_of_scripts_and_other_sites(olive: User, client: Client) -> None:
    sign_in(client, olive.email, PASSWORD)
    cookie = client.cookies[configured.SESSION_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 14 * 24 * 3600)
