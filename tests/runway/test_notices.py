"""What stands above the pages: background work that does not run, consents that end, reading that fails."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.models import Business, Membership, Role, User
from sync import pulses
from sync.models import Alert, AlertKind, Connection, Pulse, PulseName
from tests.bookkeeping import Books
from tests.conftest import signed_in
from tests.runway.test_page_queries import books

__all__ = ["books"]
pytestmark = pytest.mark.django_db
SILENT = "Background work has not run since"


@pytest.fixture(autouse=True)
def everyone_lives(db: None) -> None:
    for name in PulseName:
        pulses.show(name)


@pytest.fixture
def adas_browser(acme: Business) -> Client:
    """Ada is firm admin of Acme's firm."""
    ada = User.objects.create_user("ada@acme.example", name="Ada")
    Membership.objects.create(user=ada, firm=acme.firm, role=Role.FIRM_ADMIN)
    return signed_in(ada)


def alert(kind: AlertKind, business: Business | None, words: str = "So it is.", subject: str = "") -> Alert:
    return Alert.objects.create(kind=kind, business=business, words=words, subject=subject)


def shown(browser: Client, path: str = "/b/acme/") -> str:
    return browser.get(path).content.decode()


def silent_for(name: PulseName, **span: int) -> None:
    Pulse.objects.filter(name=name).update(at=clock.now() - timedelta(**span))


@pytest.mark.parametrize(
    ("name", "path"),
    [(PulseName.WORKER, "/"), (PulseName.BEAT, "/b/acme/"), (PulseName.WORKER, "/people/")],
    ids=str,
)
def test_every_page_says_that_nobody_works_in_the_background(
    olives_browser: Client, name: PulseName, path: str
) -> None:
    assert SILENT not in shown(olives_browser, path)
    silent_for(name, seconds=65)
    assert SILENT in shown(olives_browser, path)
    assert Alert.objects.get(resolved_at=None).subject == name, "whoever looks opens the alert"
    pulses.show(name)
    assert SILENT not in shown(olives_browser, path)


def test_the_instant_is_in_the_clients_own_time(acme: Business, olives_browser: Client) -> None:
    Business.objects.update(timezone="America/New_York")
    silent_for(PulseName.WORKER, minutes=5)
    page = shown(olives_browser)
    assert f"{SILENT} " in page
    assert " ET." in page.split(SILENT)[1].split("</b>")[0]


def test_the_menu_counts_the_open_alerts_of_all_that_a_person_oversees(
    acme: Business, sam: User, olives_browser: Client
) -> None:
    elsewhere = sam.memberships.get().business
    for kind, business in ((AlertKind.STALE, acme), (AlertKind.STALE, elsewhere), (AlertKind.DRIFT, None)):
        alert(kind, business)
    taken = alert(AlertKind.FAILING, acme)
    Alert.objects.filter(pk=taken.pk).update(acknowledged_at=clock.now())
    assert '>1<span class="vh"> open alerts</span>' in shown(olives_browser, "/people/")
    Alert.objects.all().delete()
    assert "open alerts" not in shown(olives_browser, "/people/")


def test_a_visitor_who_is_not_signed_in_is_told_nothing(db: None) -> None:
    silent_for(PulseName.WORKER, minutes=5)
    assert SILENT not in shown(Client(), "/login/")


def test_tasks_that_are_not_done_are_said_too(acme: Business, olives_browser: Client) -> None:
    alert(AlertKind.SILENCE, None, "The worker lives, but no task is done.", subject="tasks")
    assert "Background work does not go on." in shown(olives_browser)


def test_who_may_connect_reconnects_with_one_click_and_others_are_told_who_can(
    acme: Business, olives_browser: Client, adas_browser: Client
) -> None:
    alert(AlertKind.RECONNECT, acme, "QuickBooks no longer accepts the connection: it was revoked.")
    button = f'action="{reverse("runway:connect-start", args=["acme"])}"'
    for browser, has_button in ((adas_browser, True), (olives_browser, False)):
        page = shown(browser)
        assert "QuickBooks has to be connected again.</b> QuickBooks no longer accepts" in page
        assert (button in page) is has_button
    assert "A firm admin connects it." in shown(olives_browser)


def test_a_consent_that_ends_is_said_once_though_two_thresholds_are_passed(
    acme: Business, olives_browser: Client
) -> None:
    for days in ("30 days", "7 days"):
        alert(AlertKind.CONSENT_ENDS, acme, subject=days)
    assert shown(olives_browser).count("The consent in QuickBooks ends soon.") == 1
    alert(AlertKind.RECONNECT, acme)
    assert "ends soon" not in shown(olives_browser), "it has ended"


def test_the_reason_is_said_once_where_the_page_would_say_it_as_well(
    books: Books, olives_browser: Client
) -> None:
    Connection.objects.update(broken_at=clock.now(), broken_why="revoked")
    assert "<b>QuickBooks is not connected.</b>" in shown(olives_browser)
    alert(AlertKind.RECONNECT, books.business)
    assert "<b>QuickBooks is not connected.</b>" not in shown(olives_browser)


def test_drift_and_alerts_of_other_clients_are_not_for_this_page(
    acme: Business, sam: User, olives_browser: Client
) -> None:
    alert(AlertKind.DRIFT, acme, "QuickBooks now sends NewKey.", subject="Bill")
    alert(AlertKind.RECONNECT, sam.memberships.get().business, "Another client's trouble.")
    page = shown(olives_browser)
    assert "NewKey" not in page
    assert "Another client" not in page


def test_the_board_names_the_clients_to_connect_again_those_that_ended_first(
    acme: Business, adas_browser: Client, sam: User
) -> None:
    birch = Business.objects.create(firm=acme.firm, name="Birch", slug="birch")
    alert(AlertKind.CONSENT_ENDS, acme, subject="30 days")
    alert(AlertKind.RECONNECT, birch)
    alert(AlertKind.RECONNECT, sam.memberships.get().business)
    board = " ".join(shown(adas_browser, "/").split())
    assert "2 clients to connect again." in board
    said = board.split("to connect again.")[1].split("</div>")[0]
    assert said.index('href="/connect/birch/">Birch</a>, no longer read') < said.index(
        'href="/connect/acme/">Acme</a>, consent ends soon'
    )
    assert "Elsewhere" not in said


def test_the_board_says_nothing_while_all_are_connected(adas_browser: Client) -> None:
    assert "to connect again" not in shown(adas_browser, "/")
