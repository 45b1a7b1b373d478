"""Who turned the second step on is let in by a code of the device, at every door; others notice nothing of it."""

import re
from base64 import b64encode

import pytest
from django.conf import settings as configured
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from core.models import AuditEntry, User
from runway.services.second_step import RECOVERY_CODES, CodeRefused, SecondStepService
from tests.conftest import PASSWORD, signed_in


def present_code(user: User) -> str:
    """What the device shows now; as if its last code had been used a while ago, and no wrong one just now."""
    for kind in (TOTPDevice, StaticDevice):
        kind.objects.filter(user=user).update(throttling_failure_count=0, throttling_failure_timestamp=None)
    TOTPDevice.objects.filter(user=user).update(last_t=-1)
    return f"{totp(TOTPDevice.objects.get(user=user).bin_key):06d}"


@pytest.fixture
def codes(olive: User) -> list[str]:
    """Olive has turned it on; her recovery codes."""
    service = SecondStepService(olive)
    service.enrolment()
    return service.confirm(present_code(olive))


def give_password(client: Client, email: str, where: str = "/login/") -> str:
    return str(client.post(where, {"username": email, "password": PASSWORD, "next": "/people/"})["Location"])


def give_code(client: Client, code: str) -> int:
    return client.post("/login/code/", {"code": code, "next": "/people/"}).status_code


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_page_turns_it_on_and_shows_the_recovery_codes_once(olive: User, olives_browser: Client) -> None:
    page = olives_browser.get("/account/second-step/").content.decode()
    assert "picture to scan" in page
    assert "style=" not in page
    done = olives_browser.post("/account/second-step/on/", {"code": present_code(olive)}).content.decode()
    shown = re.findall(r"<li><code>(\w+)</code></li>", done)
    assert sorted(shown) == sorted(StaticToken.objects.values_list("token", flat=True))
    assert len(shown) == RECOVERY_CODES
    later = olives_browser.get("/account/second-step/").content.decode()
    assert "picture to scan" not in later
    assert [code for code in shown if code in later] == []


def test_a_wrong_code_turns_nothing_on(olive: User, olives_browser: Client) -> None:
    olives_browser.get("/account/second-step/")
    answer = olives_browser.post("/account/second-step/on/", {"code": "000000x"})
    assert (answer.status_code, "Nothing was changed." in answer.content.decode()) == (422, True)
    assert not SecondStepService(olive).is_on


@pytest.mark.parametrize("door", ["/login/", "/admin/login/"])
def test_the_password_alone_opens_nothing(olive: User, codes: list[str], client: Client, door: str) -> None:
    assert give_password(client, olive.email, door).startswith("/login/code/")
    assert not is_in(client)
    assert client.get("/people/")["Location"].startswith("/login/")
    answer = client.post("/login/code/", {"code": present_code(olive), "next": "/people/"})
    assert answer["Location"] == "/people/"
    assert is_in(client)


def test_without_a_password_there_is_no_code_to_give(olive: User, codes: list[str], client: Client) -> None:
    assert client.post("/login/code/", {"code": codes[0]}).status_code == 410
    assert not is_in(client)


def test_a_code_of_the_device_and_a_recovery_code_are_good_once(olive: User, codes: list[str]) -> None:
    first, second, third = Client(), Client(), Client()
    for browser in (first, second, third):
        give_password(browser, olive.email)
    assert give_code(first, codes[0]) == 302
    assert give_code(second, codes[0]) == 200
    assert not is_in(second)
    code = present_code(olive)
    assert give_code(second, code) == 302
    assert give_code(third, code) == 200
    assert SecondStepService(olive).codes_left() == RECOVERY_CODES - 1


def test_wrong_codes_close_the_account_as_wrong_passwords_do(
    olive: User, codes: list[str], client: Client
) -> None:
    give_password(client, olive.email)
    answers = [give_code(client, "123") for _ in range(configured.AXES_FAILURE_LIMIT)]
    assert answers == [200] * (configured.AXES_FAILURE_LIMIT - 1) + [429]
    assert give_code(client, present_code(olive)) in (200, 429)
    assert not is_in(client)
    assert AuditEntry.objects.filter(actor=olive.email, action="sign-in locked").exists()


def test_the_password_is_not_good_for_ever(olive: User, codes: list[str], client: Client) -> None:
    give_password(client, olive.email)
    session = client.session
    kept = session["password_was_right"]
    session["password_was_right"] = kept | {"until": "2020-01-01T00:00:00+00:00"}
    session.save()
    assert client.get("/login/code/").status_code == 410


def test_a_program_gets_no_token_for_the_password_alone(
    olive: User, codes: list[str], client: Client
) -> None:
    typed = b64encode(f"{olive.email}:{PASSWORD}".encode()).decode()
    asked = {"content_type": "application/json", "HTTP_AUTHORIZATION": f"Basic {typed}"}
    answer = client.post("/api/v1/tokens/", **asked)
    assert answer.status_code == 403
    assert "signs in with a code too" in answer.content.decode()


def test_it_is_turned_off_with_a_code_only(olive: User, codes: list[str], olives_browser: Client) -> None:
    with pytest.raises(CodeRefused):
        SecondStepService(olive).end("nonsense")
    assert olives_browser.post("/account/second-step/off/", {"code": present_code(olive)}).status_code == 302
    assert not SecondStepService(olive).is_on
    assert give_password(Client(), olive.email) == "/people/"
    told = AuditEntry.objects.filter(action__startswith="second").order_by("pk")
    assert list(told.values_list("action", flat=True)) == ["second step turned on", "second step turned off"]


def test_staff_turn_it_off_for_who_lost_the_device_and_see_no_secret(olive: User, codes: list[str]) -> None:
    operator = signed_in(User.objects.create_superuser("operator@rowcol.example", PASSWORD))
    device = TOTPDevice.objects.get(user=olive)
    for page in ("/admin/otp_totp/totpdevice/", f"/admin/otp_totp/totpdevice/{device.pk}/change/"):
        assert device.key not in operator.get(page).content.decode()
    chosen = {"action": "turn_off", "_selected_action": [device.pk]}
    operator.post("/admin/otp_totp/totpdevice/", chosen)
    assert not SecondStepService(olive).is_on
    assert StaticToken.objects.count() == 0
