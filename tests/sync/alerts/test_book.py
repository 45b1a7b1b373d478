"""The book of alerts: one open alert a cause, each move made once, whoever else moves at the same time."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from core import clock
from core.models import Business
from sync.alerts import book
from sync.alerts.cause import AlertCause
from sync.models import Alert, AlertKind

pytestmark = pytest.mark.django_db
NOW = clock.now()
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def cause(acme: Business) -> AlertCause:
    return AlertCause(AlertKind.FAILING, "The changes feed fails.", acme.pk, "changes")


def settle(*causes: AlertCause, now: object = NOW) -> None:
    book.settle(book.standing(), causes, now)  # type: ignore[arg-type]


def test_a_cause_opens_one_alert_however_often_it_is_seen(cause: AlertCause) -> None:
    settle(cause)
    settle(cause, now=LATER)
    alert = Alert.objects.get()
    assert (alert.opened_at, alert.last_seen_at, alert.resolved_at) == (NOW, LATER, None)


def test_words_follow_the_facts_while_the_cause_stays_the_same(cause: AlertCause) -> None:
    settle(cause)
    settle(AlertCause(cause.kind, "Four times now.", cause.business_id, cause.subject))
    assert Alert.objects.get().words == "Four times now."


def test_a_cause_that_returns_opens_another_alert(cause: AlertCause) -> None:
    settle(cause)
    settle(now=LATER)
    settle(cause, now=LATER)
    assert [alert.resolved_at for alert in Alert.objects.order_by("pk")] == [LATER, None]


def test_the_database_itself_allows_one_open_alert_a_cause_with_or_without_business(acme: Business) -> None:
    Alert.objects.create(kind=AlertKind.SILENCE, subject="beat", words="")
    with pytest.raises(IntegrityError, match="sync_alert_one_open"):
        Alert.objects.create(kind=AlertKind.SILENCE, subject="beat", words="")


def test_two_who_saw_nothing_open_one_alert(cause: AlertCause) -> None:
    before = book.standing()
    book.settle(before, [cause], NOW)
    book.settle(before, [cause], LATER)
    assert Alert.objects.get().opened_at == NOW


def test_what_opens_while_facts_are_read_is_not_resolved_by_them(cause: AlertCause) -> None:
    before = book.standing()
    book.open_for([cause], NOW)
    book.settle(before, [], LATER)
    assert Alert.objects.get().resolved_at is None


def test_what_was_resolved_meanwhile_is_not_opened_by_older_facts(cause: AlertCause, acme: Business) -> None:
    settle(cause)
    before = book.standing()
    book.end(acme, [cause.kind], LATER)
    book.settle(before, [cause], LATER)
    assert Alert.objects.get().resolved_at == LATER


def test_who_looks_at_some_kinds_leaves_the_others_alone(cause: AlertCause) -> None:
    settle(cause)
    book.settle(book.standing([AlertKind.SILENCE]), [], LATER)
    assert Alert.objects.get().resolved_at is None
