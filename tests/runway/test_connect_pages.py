"""Connecting in the browser: the real consent page of the sandbox, and every answer that must not count."""

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from core.models import AuditEntry, Business, Firm, Membership, Role, User
from rowcol.demo.sandbox import BUSINESS, REALM
from sandbox import faults
from sandbox.approve import approve
from sync import connect, feeds, tasks
from sync.models import Connection, FeedKind
from tests.conftest import signed_in
from tests.runway.test_pages import text_of
from tests.sync.backstage import Backstage
from tests.sync.conftest import backstage, connection
from tests.sync.small_company import REALM as SMALL
from tests.sync.small_company import SmallCompany, company, connected, in_a_hurry

__all__ = ["backstage", "company", "connected", "connection", "in_a_hurry"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ada(firm: Firm) -> User:
    """Firm admin of all that Acme's firm does."""
    user = User.objects.create_user("ada@acme.example", name="Ada")
    Membership.objects.create(user=user, firm=firm, role=Role.FIRM_ADMIN)
    return user


@pytest.fixture
def browser(ada: User) -> Client:
    return signed_in(ada)


def consent_page(browser: Client, slug: str = "acme") -> str:
    """The address that starting a connection leads to."""
    answer = browser.post(f"/connect/{slug}/start/")
    assert answer.status_code == 302
    return answer["Location"]


def come_back(
    browser: Client, address: str, *, realm: str = REALM, deny: bool = False, **changed: str
) -> HttpResponse:
    """The browser on its way back from QuickBooks, with parts of the answer changed."""
    answer = dict(parse_qsl(urlsplit(approve(address, realm=realm, deny=deny)).query)) | changed
    return browser.get("/connect/callback/", answer)


def shown(answer: HttpResponse) -> str:
    return text_of(answer.content.decode())


def test_a_consent_leads_to_the_first_read(backstage: Backstage, acme: Business, browser: Client) -> None:
    answer = come_back(browser, consent_page(browser))
    assert answer["Location"] == "/connect/acme/"
    assert Connection.objects.get().business == acme
    assert AuditEntry.objects.get(action="connected").actor == "ada@acme.example"
    assert feeds.feed_of(acme, FeedKind.BACKFILL).next_at is not None
    page = shown(browser.get("/connect/acme/"))
    for said in ("Connect Acme", "0 of 23 kinds of object", "starts within a minute", f"Company ID {REALM}"):
        assert said in page


def test_an_answer_counts_once(backstage: Backstage, acme: Business, browser: Client) -> None:
    address = consent_page(browser)
    back = approve(address, realm=REALM)
    assert browser.get("/connect/callback/?" + urlsplit(back).query).status_code == 302
    replayed = browser.get("/connect/callback/?" + urlsplit(back).query)
    assert replayed.status_code == 400
    assert "or it was used before" in shown(replayed)
    assert Connection.objects.get().is_usable()


def test_an_answer_counts_in_the_session_that_asked(
    backstage: Backstage, acme: Business, ada: User, browser: Client
) -> None:
    """Whoever lures Ada to the answer of a consent of theirs does not put their company into Acme's books."""
    answer = come_back(signed_in(ada), consent_page(browser))
    assert answer.status_code == 400
    assert "This answer was not used" in shown(answer)
    assert not Connection.objects.exists()


@pytest.mark.parametrize("state", ["", "made-up"], ids=["none", "made up"])
def test_an_answer_with_a_wrong_state_changes_nothing(
    backstage: Backstage, acme: Business, browser: Client, state: str
) -> None:
    answer = come_back(browser, consent_page(browser), state=state)
    assert answer.status_code == 400
    assert not Connection.objects.exists()


def test_an_answer_that_comes_too_late_changes_nothing(
    backstage: Backstage, acme: Business, browser: Client, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = consent_page(browser)
    (tmp_path / "clock.json").write_text('{"offset": 1000}')
    monkeypatch.setenv("ROWCOL_CLOCK_FILE", str(tmp_path / "clock.json"))
    assert come_back(browser, address).status_code == 400
    assert not Connection.objects.exists()


def test_an_answer_without_a_company_changes_nothing(
    backstage: Backstage, acme: Business, browser: Client
) -> None:
    assert come_back(browser, consent_page(browser), realmId="not a number").status_code == 400
    assert not Connection.objects.exists()


def test_a_consent_that_is_denied_says_so_and_can_be_asked_for_again(
    backstage: Backstage, acme: Business, browser: Client
) -> None:
    answer = come_back(browser, consent_page(browser), deny=True)
    page = shown(answer)
    assert answer.status_code == 200
    assert "The consent was not given" in page
    assert "Start again" in page
    assert not Connection.objects.exists()


def test_consent_for_another_company_than_before_is_refused(connection: Connection, browser: Client) -> None:
    answer = come_back(browser, consent_page(browser), realmId="1234567890123456")
    assert answer.status_code == 409
    assert "books are of another company" in shown(answer)
    assert Connection.objects.get().realm_id == REALM


def test_a_company_of_another_firm_is_refused_with_the_way_to_move_it(
    connection: Connection, sam: User
) -> None:
    sam.memberships.update(role=Role.FIRM_ADMIN)
    browser = signed_in(sam)
    answer = come_back(browser, consent_page(browser, "elsewhere"))
    page = shown(answer)
    assert answer.status_code == 409
    assert "To move it: a firm admin there disconnects it" in page
    assert "Acme" not in page
    connect.disconnect(connection.business)
    assert come_back(browser, consent_page(browser, "elsewhere")).status_code == 302


def test_a_company_of_another_client_that_one_may_see_is_named(
    connection: Connection, firm: Firm, browser: Client
) -> None:
    Business.objects.create(firm=firm, name="Birch", slug="birch")
    answer = come_back(browser, consent_page(browser, "birch"))
    assert answer.status_code == 409
    assert "It is connected to Acme" in shown(answer)


def test_an_exchange_that_fails_says_what_quickbooks_said(
    backstage: Backstage, acme: Business, browser: Client
) -> None:
    address = consent_page(browser)
    backstage.fault("500", class_="token_refreshes")
    answer = come_back(browser, address)
    assert answer.status_code == 502
    assert "QuickBooks did not finish the connection" in shown(answer)
    assert not Connection.objects.exists()


def test_who_lost_the_right_meanwhile_connects_nothing(
    backstage: Backstage, acme: Business, ada: User, browser: Client
) -> None:
    address = consent_page(browser)
    ada.memberships.update(role=Role.ADVISOR)
    assert come_back(browser, address).status_code == 403
    assert not Connection.objects.exists()


def test_a_new_client_is_named_by_its_company(backstage: Backstage, firm: Firm, browser: Client) -> None:
    asked = browser.post("/connect/new/", {"firm": "acme", "timezone": "America/Denver"})
    answer = come_back(browser, asked["Location"])
    made = Business.objects.get()
    assert (made.name, made.home_currency, made.timezone) == (BUSINESS, "USD", "America/Denver")
    assert answer["Location"] == f"/connect/{made.slug}/"
    assert made.slug == "fernhill-studio"


def test_a_new_client_whose_company_cannot_be_asked_is_known_by_its_number(
    company: SmallCompany, firm: Firm, browser: Client
) -> None:
    company.refuse("CompanyInfo", faults.Fault("4000", "Error parsing query", "a fault in the question"))
    asked = browser.post("/connect/new/", {"firm": "acme", "timezone": "Europe/Paris"})
    come_back(browser, asked["Location"], realm=SMALL)
    made = Business.objects.get()
    assert (made.name, made.timezone) == (f"QuickBooks company {SMALL}", "Europe/Paris")


def test_a_time_zone_that_there_is_not_is_refused(firm: Firm, browser: Client) -> None:
    answer = browser.post("/connect/new/", {"firm": "acme", "timezone": "Mars/Base"}, follow=True)
    assert "There is no time zone “Mars/Base”." in shown(answer)


@pytest.mark.parametrize("role", [Role.OWNER, Role.VIEWER, Role.BOOKKEEPER, Role.CONTROLLER, Role.ADVISOR])
def test_only_a_firm_admin_connects_lets_go_and_erases(
    acme: Business, olive: User, olives_browser: Client, role: Role
) -> None:
    olive.memberships.update(role=role)
    for what in ("start", "disconnect", "erase", "again"):
        answer = olives_browser.post(f"/connect/acme/{what}/", {"name": "Acme"})
        assert answer.status_code == 403
    refused = olives_browser.post("/connect/new/", {"firm": "acme", "timezone": "Europe/Paris"})
    assert refused.status_code == 403
    assert "firm admin" in shown(refused)
    page = olives_browser.get("/connect/acme/")
    assert page.status_code == 200
    assert b'<form method="post" action="/connect' not in page.content


def test_to_a_stranger_none_of_it_exists(acme: Business, sams_browser: Client) -> None:
    assert sams_browser.get("/connect/acme/").status_code == 404
    assert sams_browser.post("/connect/acme/start/").status_code == 404
    assert "Acme" not in shown(sams_browser.get("/connect/"))
    assert "Acme" not in shown(sams_browser.get(f"/connect/reconnect/?realmId={REALM}"))


@pytest.mark.usefixtures("in_a_hurry")
def test_the_first_read_is_followed_to_the_digest(
    company: SmallCompany, connected: Business, browser: Client, settings: Settings
) -> None:
    followed = browser.get("/connect/acme/", headers={"HX-Request": "true"}).content.decode()
    assert followed.lstrip().startswith("<section")
    assert 'hx-trigger="every 2s"' in followed
    assert "Book cash unknown until the accounts are read" in text_of(followed)
    settings.CELERY_TASK_ALWAYS_EAGER = True
    tasks.tick()
    done = browser.get("/connect/acme/", headers={"HX-Request": "true"}).content.decode()
    assert "hx-trigger" not in done
    page = text_of(done)
    assert "23 of 23 kinds of object complete" in page
    assert f"Accounts {len(company.objects('Account'))} Complete" in page
    assert "Open the digest" in page
    assert re.search(r"Book cash -?[\u2212\d,.]+ USD Buffer days", page)
    assert 'id="steps" aria-label="Steps" hx-swap-oob="true"' in done
    connect.disconnect(connected)
    ended = browser.get("/connect/acme/").content.decode()
    assert "nothing newer follows until QuickBooks is connected again" in text_of(ended)
    assert "follows by itself" not in ended
    assert ended.count('aria-current="step"') == 1
    assert "4 Digest As the books were last read" in text_of(ended)


@pytest.mark.usefixtures("in_a_hurry")
def test_a_first_read_that_failed_says_why_and_is_tried_again(
    company: SmallCompany, connected: Business, browser: Client, settings: Settings
) -> None:
    company.refuse("Account", faults.Fault("4000", "Error parsing query", "a fault in the question"))
    settings.CELERY_TASK_ALWAYS_EAGER = True
    tasks.tick()
    page = browser.get("/connect/acme/").content.decode()
    assert "The first read stopped." in page
    assert "Try again now" in page
    company.mischief.answers.clear()
    answer = browser.post("/connect/acme/again/", follow=True)
    assert "23 of 23 kinds of object complete" in shown(answer)


def test_a_page_that_follows_does_so_without_scripts_too(connection: Connection, browser: Client) -> None:
    assert (
        b'<noscript><meta http-equiv="refresh" content="3"></noscript>'
        in browser.get("/connect/acme/").content
    )
    connect.disconnect(connection.business)
    assert b"http-equiv" not in browser.get("/connect/acme/").content


def test_letting_go_is_confirmed_first_and_keeps_the_books(connection: Connection, browser: Client) -> None:
    asked = shown(browser.get("/connect/acme/disconnect/"))
    assert "The books stay as last read" in asked
    assert Connection.objects.get().is_usable()
    answer = browser.post("/connect/acme/disconnect/", follow=True)
    assert "QuickBooks confirmed it." in shown(answer)
    assert "Disconnected" in shown(answer)
    assert not Connection.objects.get().is_usable()
    assert AuditEntry.objects.get(action="disconnected").actor == "ada@acme.example"
    again = browser.post("/connect/acme/disconnect/", follow=True)
    assert "was not connected to QuickBooks" in shown(again)


def test_erasing_wants_the_name_typed(connection: Connection, browser: Client) -> None:
    for typed in ("", "acme", "Acme Inc"):
        answer = browser.post("/connect/acme/erase/", {"name": typed})
        assert "nothing was erased" in shown(answer)
    assert Connection.objects.exists()
    done = browser.post("/connect/acme/erase/", {"name": " Acme "}, follow=True)
    assert "The books of Acme are erased" in shown(done)
    assert not Connection.objects.exists()
    assert AuditEntry.objects.get(action="erased").actor == "ada@acme.example"


def test_who_disconnects_in_quickbooks_lands_on_a_page_that_acts_on_nothing(
    connection: Connection, browser: Client, client: Client, sams_browser: Client
) -> None:
    for visitor in (client, sams_browser):
        page = shown(visitor.get(f"/connect/disconnected/?realmId={REALM}"))
        assert "RowCol was disconnected in QuickBooks" in page
        assert "Acme" not in page
    assert "Reconnect Acme" in shown(browser.get(f"/connect/disconnected/?realmId={REALM}"))
    assert Connection.objects.get().is_usable()


def test_who_is_asked_to_reconnect_signs_in_and_sees_that_company(
    connection: Connection, firm: Firm, browser: Client, client: Client
) -> None:
    Business.objects.create(firm=firm, name="Birch", slug="birch")
    asked = client.get(f"/connect/reconnect/?realmId={REALM}")
    assert asked["Location"] == f"/login/?next=/connect/reconnect/%3FrealmId%3D{REALM}"
    page = shown(browser.get(f"/connect/reconnect/?realmId={REALM}"))
    assert "Connect again Acme" in page
    assert "Birch" not in page
    assert "Birch" in shown(browser.get("/connect/reconnect/?realmId=1"))


def test_the_list_puts_those_first_that_need_someone(
    connection: Connection, firm: Firm, browser: Client
) -> None:
    Connection.objects.update(broken_at=connection.connected_at, broken_why="The grant was revoked.")
    Business.objects.create(firm=firm, name="Aspen", slug="aspen")
    page = shown(browser.get("/connect/"))
    assert page.index("Consent needed") < page.index("Aspen")
    assert "The grant was revoked." in page


def test_the_list_takes_the_same_number_of_queries_however_many_clients(
    acme: Business, ada: User, browser: Client, django_assert_max_num_queries
) -> None:
    Business.objects.bulk_create(
        [Business(firm=acme.firm, name=f"Client {n}", slug=f"client-{n}") for n in range(200)]
    )
    with django_assert_max_num_queries(16):
        assert shown(browser.get("/connect/")).count("Not connected") == 201
