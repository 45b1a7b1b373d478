"""Alerts by e-mail: who is told, once of the beginning and once of the end, whatever the mail server does."""

import pytest
from django.core.mail import EmailMessage
from pytest_django import Settings

from core import clock
from core.models import Business, Membership, Role, User
from sync.alerts import book, post
from sync.alerts.cause import AlertCause
from sync.models import Alert, AlertKind
from tests.rowcol.test_demo import free_port
from tests.sync.alerts.mail_server import BUSY, NO_SUCH_PERSON

pytestmark = pytest.mark.django_db
OPS = "ops@rowcol.example"
PICKY = "tests.sync.alerts.mail_server.PickyServer"


@pytest.fixture(autouse=True)
def operators(settings: Settings, ada: User) -> None:
    """One operator is named; Ada is firm admin."""
    settings.ALERT_EMAILS, settings.SITE_URL = [OPS], "https://rowcol.example"


@pytest.fixture
def failing(acme: Business) -> AlertCause:
    return AlertCause(AlertKind.FAILING, "The changes feed fails.", acme.pk, "changes")


@pytest.fixture
def drift(acme: Business) -> AlertCause:
    return AlertCause(AlertKind.DRIFT, "A new key in Bill.", acme.pk, "Bill")


def sweep(*causes: AlertCause) -> None:
    """A sweep that finds these causes."""
    book.settle(book.standing(), causes, clock.now())
    post.deliver(clock.now())


def told(outbox: list[EmailMessage]) -> list[tuple[str, str]]:
    """Recipient and subject of each letter; the outbox is empty then."""
    letters = [(letter.to[0], letter.subject) for letter in outbox]
    outbox.clear()
    return letters


def test_a_warning_that_got_worse_is_not_told_as_over(acme: Business, mailoutbox: list[EmailMessage]) -> None:
    sweep(AlertCause(AlertKind.CONSENT_ENDS, "It ends.", acme.pk, "30 days"))
    sweep(AlertCause(AlertKind.CONSENT_ENDS, "It ends.", acme.pk, "7 days"))
    sweep(AlertCause(AlertKind.RECONNECT, "It ended.", acme.pk))
    to_ops = [subject for who, subject in told(mailoutbox) if who == OPS]
    assert to_ops == [*["RowCol: Acme: consent near its end"] * 2, "RowCol: Acme: reconnect needed"]
    sweep()
    assert told(mailoutbox)[-1] == (OPS, "RowCol: over, Acme: reconnect needed")


def test_firm_admins_and_operators_are_told_once_of_the_beginning_and_once_of_the_end(
    failing: AlertCause, mailoutbox: list[EmailMessage]
) -> None:
    for _ in range(3):
        sweep(failing)
    assert told(mailoutbox) == [(who, "RowCol: Acme: reading fails") for who in ("ada@acme.example", OPS)]
    for _ in range(3):
        sweep()
    assert told(mailoutbox) == [
        (who, "RowCol: over, Acme: reading fails") for who in ("ada@acme.example", OPS)
    ]
    alert = Alert.objects.get()
    assert alert.mailed_at
    assert alert.end_mailed_at


def test_everything_new_of_a_sweep_is_one_letter_a_person(
    failing: AlertCause, drift: AlertCause, mailoutbox: list[EmailMessage]
) -> None:
    sweep(failing, drift)
    assert told(mailoutbox) == [("ada@acme.example", "RowCol: 2 alerts"), (OPS, "RowCol: 2 alerts")]


def test_a_letter_says_what_is_so_and_where_to_look(
    failing: AlertCause, mailoutbox: list[EmailMessage]
) -> None:
    sweep(failing)
    body = str(mailoutbox[0].body)
    assert "Acme, reading fails\nThe changes feed fails.\n" in body
    assert "https://rowcol.example/connect/acme/" in body


def test_what_concerns_rowcol_itself_is_for_operators(mailoutbox: list[EmailMessage]) -> None:
    sweep(AlertCause(AlertKind.SILENCE, "Beat shows no life.", subject="beat"))
    assert "https://rowcol.example/admin/sync/alert/" in str(mailoutbox[0].body)
    assert told(mailoutbox) == [(OPS, "RowCol: background work is down")]


def test_strangers_viewers_and_admins_of_other_clients_are_not_told(
    failing: AlertCause, acme: Business, sam: User, olive: User, mailoutbox: list[EmailMessage]
) -> None:
    birch = Business.objects.create(firm=acme.firm, name="Birch", slug="birch")
    Membership.objects.create(user=sam, firm=acme.firm, business=birch, role=Role.FIRM_ADMIN)
    sweep(failing)
    assert [who for who, _ in told(mailoutbox)] == ["ada@acme.example", OPS]


def test_an_alert_that_was_over_before_anybody_was_told_is_not_mailed(
    failing: AlertCause, mailoutbox: list[EmailMessage]
) -> None:
    book.open_for([failing], clock.now())
    sweep()
    assert told(mailoutbox) == []


def test_without_a_mail_server_the_alert_waits_to_be_told(
    failing: AlertCause, mailoutbox: list[EmailMessage], settings: Settings
) -> None:
    works = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    sweep(failing)
    assert (Alert.objects.get().mailed_at, told(mailoutbox)) == (None, [])
    settings.EMAIL_BACKEND = works
    sweep(failing)
    assert len(told(mailoutbox)) == 2
    assert Alert.objects.get().mailed_at


def test_who_cannot_be_reached_keeps_nobody_else_waiting_and_nobody_hears_twice(
    failing: AlertCause, acme: Business, mailoutbox: list[EmailMessage], settings: Settings
) -> None:
    settings.EMAIL_BACKEND, settings.ALERT_EMAILS = PICKY, [BUSY, NO_SUCH_PERSON, OPS]
    for _ in range(2):
        sweep(failing)
    assert [who for who, _ in told(mailoutbox)] == ["ada@acme.example", OPS]
    alert = Alert.objects.get()
    assert alert.mailed_at is None, "the busy one is told later"
    assert NO_SUCH_PERSON in alert.told, "there is no use in trying again"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    sweep(failing)
    assert [who for who, _ in told(mailoutbox)] == [BUSY]
    assert Alert.objects.get().mailed_at


def test_the_end_is_for_those_who_heard_of_the_beginning(
    failing: AlertCause, ada: User, mailoutbox: list[EmailMessage], settings: Settings
) -> None:
    sweep(failing)
    told(mailoutbox)
    ada.memberships.all().delete()
    settings.ALERT_EMAILS = ["new@rowcol.example"]
    sweep()
    assert [who for who, _ in told(mailoutbox)] == ["ada@acme.example", OPS]


def test_a_firm_admin_who_comes_while_nobody_was_there_to_be_told_is_told(
    failing: AlertCause, acme: Business, ada: User, mailoutbox: list[EmailMessage], settings: Settings
) -> None:
    settings.ALERT_EMAILS = []
    ada.memberships.all().delete()
    sweep(failing)
    assert told(mailoutbox) == []
    Membership.objects.create(user=ada, firm=acme.firm, business=acme, role=Role.FIRM_ADMIN)
    sweep(failing)
    assert [who for who, _ in told(mailoutbox)] == ["ada@acme.example"]
