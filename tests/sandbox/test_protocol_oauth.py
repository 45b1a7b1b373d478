"""Connecting, refreshing and losing a connection, as API_FACTS 6 tells it."""

from __future__ import annotations

import threading
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from sandbox.approve import CannotApprove, approve
from sandbox.clock import Clock
from sandbox.store import Store
from tests.sandbox.world import APP_NAME, CALLBACK, CLIENT_ID, OTHER_REALM, REALM, SECRET, Caller, register

DAY = 86_400


@pytest.fixture(autouse=True)
def acme(store: Store) -> None:
    register(store)


def test_discovery_names_the_sandbox_itself(caller: Caller) -> None:
    for path in ("openid_configuration", "openid_sandbox_configuration"):
        document = requests.get(f"{caller.url}/.well-known/{path}", timeout=5).json()
        assert document["token_endpoint"] == f"{caller.url}/oauth2/v1/tokens/bearer"
        assert {"issuer", "authorization_endpoint", "revocation_endpoint", "jwks_uri"} <= document.keys()


def test_consent_calls_the_app_back_with_code_state_and_realm(caller: Caller) -> None:
    called_back = urlsplit(approve(caller.authorize_url(state="xyz")))
    values = parse_qs(called_back.query)
    assert f"{called_back.scheme}://{called_back.netloc}{called_back.path}" == CALLBACK
    assert values["state"] == ["xyz"]
    assert values["realmId"] == [REALM]
    assert len(values["code"][0]) > 20


def test_a_person_may_refuse(caller: Caller) -> None:
    values = parse_qs(urlsplit(approve(caller.authorize_url(), deny=True)).query)
    assert values == {"error": ["access_denied"], "state": ["s1"]}


def test_the_consent_page_names_the_app_as_people_know_it_and_has_an_icon(caller: Caller) -> None:
    assert f"Connect a company to {APP_NAME}" in requests.get(caller.authorize_url(), timeout=5).text
    icon = requests.get(f"{caller.url}/favicon.ico", timeout=5)
    assert (icon.status_code, icon.headers["Content-Type"]) == (200, "image/svg+xml")


def test_an_unknown_scope_goes_back_as_invalid_scope(caller: Caller) -> None:
    values = parse_qs(urlsplit(approve(caller.authorize_url(scope="everything"))).query)
    assert values["error"] == ["invalid_scope"]


def test_consent_without_state_is_refused_on_the_page(caller: Caller) -> None:
    with pytest.raises(CannotApprove, match="state is required"):
        approve(caller.authorize_url(state=""))


def test_with_two_companies_one_must_be_chosen(caller: Caller, store: Store) -> None:
    register(store, OTHER_REALM, "Beta & <Sons>")
    with pytest.raises(CannotApprove, match="choose a company"):
        approve(caller.authorize_url())
    assert f"realmId={OTHER_REALM}" in approve(caller.authorize_url(), realm=OTHER_REALM)
    assert "Beta &amp; &lt;Sons&gt;" in requests.get(caller.authorize_url(), timeout=5).text


def test_the_token_answer_has_the_documented_lifetimes(caller: Caller) -> None:
    answer = caller.connect()
    assert answer["token_type"] == "bearer"
    assert answer["expires_in"] == 3600
    assert answer["x_refresh_token_expires_in"] == 8_640_000
    assert answer["x_refresh_token_hard_expires_in"] == 157_680_000


def test_a_code_works_once_and_its_second_use_ends_the_connection(caller: Caller) -> None:
    form = {"grant_type": "authorization_code", "code": caller.consent(), "redirect_uri": CALLBACK}
    first = caller.token_call(**form).json()
    assert caller.token_call(**form).json()["error"] == "invalid_grant"
    assert caller.refresh(first["refresh_token"]).status_code == 400


def test_the_redirect_address_must_be_the_same_at_the_exchange(caller: Caller) -> None:
    answer = caller.token_call(
        grant_type="authorization_code", code=caller.consent(), redirect_uri="http://evil.example"
    )
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize("auth", [(CLIENT_ID, "wrong"), ("stranger", SECRET)])
def test_a_wrong_client_is_told_so(caller: Caller, auth: tuple[str, str]) -> None:
    answer = caller.token_call(auth=auth, grant_type="refresh_token", refresh_token="x")
    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"})


def test_the_refresh_token_keeps_its_value_for_a_day_and_then_changes(caller: Caller, clock: Clock) -> None:
    first = caller.connect()["refresh_token"]
    clock.move(advance=DAY - 60)
    assert caller.refresh(first).json()["refresh_token"] == first
    clock.move(advance=120)
    second = caller.refresh(first).json()["refresh_token"]
    assert second != first
    dead = caller.refresh(first)
    assert (dead.status_code, dead.json()["error"]) == (400, "invalid_grant")
    assert caller.refresh(second).status_code == 200


def test_a_hundred_idle_days_end_the_connection_and_use_keeps_it_alive(caller: Caller, clock: Clock) -> None:
    token = caller.connect()["refresh_token"]
    clock.move(advance=99 * DAY)
    token = caller.refresh(token).json()["refresh_token"]
    clock.move(advance=99 * DAY)
    assert caller.refresh(token).status_code == 200
    clock.move(advance=101 * DAY)
    assert caller.refresh(token).json()["error"] == "invalid_grant"


def test_five_years_end_the_connection_however_much_it_is_used(caller: Caller, clock: Clock) -> None:
    token = caller.connect()["refresh_token"]
    for _ in range(19):
        clock.move(advance=95 * DAY)
        token = caller.refresh(token).json()["refresh_token"]
    last = caller.refresh(token).json()
    assert last["x_refresh_token_expires_in"] == last["x_refresh_token_hard_expires_in"] <= 20 * DAY
    clock.move(advance=25 * DAY)
    assert caller.refresh(token).json()["error"] == "invalid_grant"


def test_rotation_at_every_refresh_is_a_switch(caller: Caller) -> None:
    caller.control("switches", {"rotate_every_refresh": True})
    first = caller.connect()["refresh_token"]
    assert caller.refresh(first).json()["refresh_token"] != first
    assert caller.refresh(first).status_code == 400


def test_the_penalty_for_an_old_refresh_token_ends_the_new_one_too(caller: Caller) -> None:
    caller.control("switches", {"rotate_every_refresh": True, "refresh_penalty": True})
    first = caller.connect()["refresh_token"]
    second = caller.refresh(first).json()["refresh_token"]
    caller.refresh(first)
    assert caller.refresh(second).json()["error"] == "invalid_grant"


def refresh_twice_at_once(caller: Caller) -> tuple[str, list[int]]:
    """A refresh token, which keeps its value for a day, and the statuses of its two refreshes."""
    caller.control("switches", {"refresh_seconds": 0.3})
    token, statuses = caller.connect()["refresh_token"], []
    both = [
        threading.Thread(target=lambda: statuses.append(Caller(caller.url).refresh(token).status_code))
        for _ in "ab"
    ]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    caller.control("switches", {"refresh_seconds": 0})
    return token, sorted(statuses)


def test_of_two_refreshes_at_once_one_wins(caller: Caller) -> None:
    token, statuses = refresh_twice_at_once(caller)
    assert statuses == [200, 400]
    assert caller.refresh(token).status_code == 200


def test_the_penalty_for_two_refreshes_at_once_ends_the_connection(caller: Caller) -> None:
    caller.control("switches", {"refresh_penalty": True})
    token, _ = refresh_twice_at_once(caller)
    assert caller.refresh(token).json()["error"] == "invalid_grant"


def test_an_access_token_lasts_an_hour_and_then_answers_401_in_lower_case(
    caller: Caller, clock: Clock
) -> None:
    caller.connect()
    assert caller.query("select count(*) from Bill") == {"totalCount": 0}
    clock.move(advance=3601)
    answer = caller.get("query", query="select * from Bill")
    error = answer.json()["fault"]["error"][0]
    assert (answer.status_code, error["code"], answer.json()["fault"]["type"]) == (
        401,
        "3200",
        "AUTHENTICATION",
    )
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="Intuit", error="invalid_token"'
    assert answer.json()["time"] == pytest.approx(clock.epoch() * 1000, abs=60_000)


def test_another_company_is_403_3100(caller: Caller, store: Store) -> None:
    register(store, OTHER_REALM, "Beta")
    caller.connect()
    caller.realm = OTHER_REALM
    answer = caller.get("companyinfo/1")
    assert (answer.status_code, answer.json()["fault"]["error"][0]["code"]) == (403, "3100")


def test_an_access_token_is_no_refresh_token(caller: Caller) -> None:
    answer = caller.refresh(caller.connect()["access_token"]).json()
    assert answer == {"error": "invalid_grant", "error_description": "Incorrect Token type or clientID"}


def test_revoking_ends_access_and_refresh(caller: Caller) -> None:
    token, address = caller.connect()["refresh_token"], f"{caller.url}/v2/oauth2/tokens/revoke"
    assert (
        requests.post(address, json={"token": token}, auth=(CLIENT_ID, SECRET), timeout=5).status_code == 200
    )
    assert caller.refresh(token).json()["error"] == "invalid_grant"
    assert caller.get("query", query="select * from Bill").status_code == 401
    assert (
        requests.post(address, json={"token": "none"}, auth=(CLIENT_ID, SECRET), timeout=5).status_code == 400
    )


def test_tokens_survive_a_restart(caller: Caller, store: Store, clock: Clock) -> None:
    from_disk = Store(store.path)
    answer = caller.connect()
    assert from_disk.rows("SELECT count(*) FROM auth_token").fetchone()[0] == 2
    from_disk.release()
    assert caller.refresh(answer["refresh_token"]).status_code == 200
