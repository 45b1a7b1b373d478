"""Who looks at a business's pages has its books asked for more often, and at once where they are old."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from core import clock
from core.models import Business
from sync import feeds, rhythm
from sync.intervals import share_of, spread
from sync.models import Feed, FeedKind
from sync.orchestrators.watching import look

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def changes(acme: Business) -> Feed:
    """Acme's changes were pulled an hour ago and are planned in two, since webhooks tell of them."""
    now = clock.now()
    made = feeds.feed_of(acme, FeedKind.CHANGES)
    made.cursor = made.last_ok_at = now - timedelta(hours=1)
    made.next_at = now + timedelta(hours=2)
    made.save()
    return made


def test_old_books_are_asked_for_at_once(acme: Business, changes: Feed) -> None:
    now = clock.now()
    look(acme, now)
    changes.refresh_from_db()
    assert (changes.looked_at, changes.next_at) == (now, now)


def test_young_books_are_asked_for_when_people_who_look_may_expect_it(acme: Business, changes: Feed) -> None:
    now = clock.now()
    Feed.objects.update(last_ok_at=now - MINUTE)
    look(acme, now)
    changes.refresh_from_db()
    assert changes.next_at == now + MINUTE


def test_what_is_due_sooner_stays_so(acme: Business, changes: Feed) -> None:
    now = clock.now()
    Feed.objects.update(next_at=now - MINUTE)
    look(acme, now)
    changes.refresh_from_db()
    assert changes.next_at == now - MINUTE


@pytest.mark.parametrize("facts", [{"failures": 2}, {"next_at": None}, {"last_ok_at": None}])
def test_what_failed_or_never_began_is_not_hurried(
    acme: Business, changes: Feed, facts: dict[str, Any]
) -> None:
    Feed.objects.update(**facts)
    changes.refresh_from_db()
    planned = changes.next_at
    look(acme, clock.now())
    changes.refresh_from_db()
    assert (changes.next_at, changes.looked_at is None) == (planned, False)


def test_it_is_written_once_a_minute_however_often_people_look(acme: Business, changes: Feed) -> None:
    now = clock.now()
    for seconds in (0, 20, 40):
        look(acme, now + timedelta(seconds=seconds))
    changes.refresh_from_db()
    assert changes.looked_at == now
    look(acme, now + MINUTE)
    changes.refresh_from_db()
    assert changes.looked_at == now + MINUTE


def test_while_people_look_the_next_pull_is_soon(acme: Business, changes: Feed) -> None:
    now = clock.now()
    look(acme, now)
    changes.refresh_from_db()
    assert rhythm.next_pull(changes, now) == now + spread(2 * MINUTE, share_of(acme.pk))


@pytest.mark.parametrize("page", ["", "tray/", "console/"])
def test_the_pages_of_a_business_tell_that_somebody_looks(
    olives_browser: Client, changes: Feed, page: str
) -> None:
    assert olives_browser.get(f"/b/acme/{page}").status_code == 200
    changes.refresh_from_db()
    assert changes.looked_at is not None
