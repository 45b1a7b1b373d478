"""Connecting and letting go: a real consent at the sandbox, and every way in which it can go wrong."""

import pytest
import requests
from django.conf import settings as configured
from django.core import signing
from pytest_django import Settings

from core import clock
from core.models import AuditEntry, Business, Firm, User
from rowcol.demo.sandbox import REALM
from sync import connect, feeds
from sync.errors import (
    AppNotAccepted,
    BadQuestion,
    CompanyTaken,
    ConsentDenied,
    ConsentUnproven,
    NotConnected,
    OtherCompany,
    ReconnectNeeded,
    SyncError,
)
from sync.models import Connection, FeedKind
from sync.smart_sync import SmartSyncService
from sync.vault import unseal
from tests.sync.backstage import REDIRECT, Backstage, answer_of, answer_to, connect_books


@pytest.fixture
def elsewhere(sam: User) -> Business:
    """Sam's business."""
    return Business.objects.get(slug="elsewhere")


def test_a_consent_connects_the_company(backstage: Backstage, acme: Business) -> None:
    made = connect_books(acme)
    assert (made.realm_id, made.environment, made.business) == (REALM, "sandbox-local", acme)
    assert SmartSyncService(acme).count("Bill") > 0
    entry = AuditEntry.objects.get(action="connected")
    assert (entry.business_id, entry.subject) == (acme.pk, REALM)


def test_the_person_who_connects_stands_in_the_trail(backstage: Backstage, acme: Business) -> None:
    address = connect.authorize_url(acme, REDIRECT, actor="olive@acme.example")
    state = dict(part.split("=") for part in address.split("?")[1].split("&"))["state"]
    code = answer_of(acme)["code"]
    connect.finish({"code": code, "state": state.replace("%3A", ":"), "realmId": REALM})
    assert AuditEntry.objects.get(action="connected").actor == "olive@acme.example"


def test_a_consent_that_is_refused_changes_nothing(backstage: Backstage, acme: Business) -> None:
    with pytest.raises(ConsentDenied, match="Nothing has changed"):
        connect.finish(answer_of(acme, deny=True))
    assert not Connection.objects.exists()
    assert AuditEntry.objects.get(business_id=acme.pk).action == "consent not given"


@pytest.mark.parametrize(
    "state",
    ["", "made-up", signing.dumps({"business": 1}, salt="sync.connect")],
    ids=["none", "made up", "foreign"],
)
def test_an_answer_that_was_not_asked_for_is_refused(db: None, state: str) -> None:
    with pytest.raises(ConsentUnproven, match="Start the connection again"):
        connect.finish({"code": "x", "state": state, "realmId": REALM})


def test_an_answer_that_comes_too_late_is_refused(backstage: Backstage, acme: Business) -> None:
    began = (clock.now() - connect.CONSENT_LIFE).timestamp() - 1
    late = connect.Intent(acme.pk, REDIRECT, "olive@acme.example", began, "once")
    with pytest.raises(ConsentUnproven, match="longer than 15 minutes"):
        connect.finish({**answer_of(acme), "state": signing.dumps(vars(late), salt=connect.SALT)})


def test_an_answer_without_a_company_is_refused(backstage: Backstage, acme: Business) -> None:
    answer = answer_of(acme)
    del answer["realmId"]
    with pytest.raises(ConsentUnproven):
        connect.finish(answer)


def test_a_code_is_good_once(backstage: Backstage, acme: Business) -> None:
    answer = answer_of(acme)
    connect.finish(answer)
    with pytest.raises((ReconnectNeeded, BadQuestion)):
        connect.finish(answer)


def test_a_company_belongs_to_one_business(connection: Connection, elsewhere: Business) -> None:
    answer = answer_of(elsewhere)
    with pytest.raises(CompanyTaken, match="already connected to another business") as caught:
        connect.finish(answer)
    assert "Acme" not in str(caught.value), "whose it is stays private"
    assert not Connection.objects.filter(business=elsewhere).exists()


def test_a_second_company_never_flows_into_the_same_mirror(connection: Connection, acme: Business) -> None:
    answer = {**answer_of(acme), "realmId": "1234567890123456"}
    with pytest.raises(OtherCompany, match="a different company is a new business"):
        connect.finish(answer)


def test_wrong_credentials_name_the_settings(
    backstage: Backstage, acme: Business, settings: Settings
) -> None:
    answer = answer_of(acme)
    settings.QBO_CLIENT_SECRET = "wrong"
    with pytest.raises(AppNotAccepted, match="QBO_CLIENT_SECRET"):
        connect.finish(answer)
    assert not Connection.objects.exists()


def test_a_disconnect_takes_the_consent_back_and_forgets_the_tokens(
    connection: Connection, acme: Business
) -> None:
    token = unseal(connection.access_token)
    assert connect.disconnect(acme) is True
    kept = Connection.objects.get()
    assert (kept.realm_id, kept.access_token, kept.refresh_token) == (REALM, "", "")
    with pytest.raises(NotConnected):
        SmartSyncService(acme).count("Bill")
    answer = requests.get(
        f"{acme_url(connection)}/companyinfo/{REALM}", headers={"Authorization": f"Bearer {token}"}, timeout=5
    )
    assert answer.status_code == 401, "QBO does not know the token any more"
    assert AuditEntry.objects.get(action="disconnected").detail["revoked_at_qbo"] is True


def test_tokens_are_forgotten_even_when_qbo_cannot_be_reached(
    connection: Connection, acme: Business, settings: Settings
) -> None:
    settings.QBO_REVOKE_URL = "http://127.0.0.1:9/revoke"
    assert connect.disconnect(acme) is False
    assert Connection.objects.get().refresh_token == ""
    assert "could not be reached" in AuditEntry.objects.get(action="disconnected").detail["why"]


def test_a_disconnected_business_connects_again(connection: Connection, acme: Business) -> None:
    connect.disconnect(acme)
    assert connect_books(acme).pk == connection.pk
    assert SmartSyncService(acme).count("Bill") > 0


def test_nothing_to_disconnect_is_said(acme: Business) -> None:
    with pytest.raises(NotConnected):
        connect.disconnect(acme)


@pytest.mark.parametrize("kind", ["500", "cut", "html"])
def test_an_exchange_that_fails_leaves_no_half_connection(
    backstage: Backstage, acme: Business, kind: str
) -> None:
    answer = answer_of(acme)
    backstage.fault(kind, class_="token_refreshes")
    with pytest.raises(SyncError):
        connect.finish(answer)
    assert not Connection.objects.exists()


def acme_url(connection: Connection) -> str:
    return f"{configured.QBO_BASE_URL}/v3/company/{connection.realm_id}"


def test_a_company_that_was_let_go_of_may_be_connected_by_another(
    connection: Connection, acme: Business, elsewhere: Business
) -> None:
    connect.disconnect(acme)
    assert connect_books(elsewhere).business == elsewhere
    with pytest.raises(CompanyTaken):
        connect_books(acme)


def test_a_disconnect_stops_the_feeds(connection: Connection, acme: Business) -> None:
    feed = feeds.feed_of(acme, FeedKind.CHANGES)
    feeds.succeeded(feed, next_at=clock.now())
    connect.disconnect(acme)
    assert not feeds.due(clock.now()).exists()
    assert not Connection.objects.get().is_usable()


def test_a_new_client_is_opened_by_the_consent_and_by_nothing_less(backstage: Backstage, firm: Firm) -> None:
    wish = connect.intent(REDIRECT, "ada@acme.example", firm=firm, timezone="America/Denver")
    with pytest.raises(ConsentDenied):
        connect.finish(answer_to(connect.address_of(wish), deny=True))
    assert not Business.objects.exists()
    made = connect.finish(answer_to(connect.address_of(wish)))
    assert (made.business.firm, made.business.timezone) == (firm, "America/Denver")
    assert AuditEntry.objects.get(action="business opened").actor == "ada@acme.example"
    with pytest.raises(CompanyTaken):
        connect.finish(answer_to(connect.address_of(wish)))
