"""Pages that somebody looks at are computed before the next one comes."""

from datetime import timedelta

import pytest

from core import clock
from core.models import Business
from runway import tasks
from runway.models import Kept
from sync.models import Feed, FeedKind
from tests.runway.console.office import billed, opened


def kept_of(business: Business) -> set[str]:
    return {kept.name for kept in Kept.objects.filter(business=business)}


@pytest.mark.prove
def test_the_bell_has_pages_ready_that_somebody_looked_at_lately(acme: Business) -> None:
    books, now = opened(acme), clock.now()
    Feed.objects.create(business=acme, kind=FeedKind.CHANGES, cursor=now, last_ok_at=now, looked_at=now)
    tasks.standings()
    assert kept_of(acme) == {"digest", "forecast", "tray", "console"}
    before = {kept.name: kept.basis for kept in Kept.objects.all()}
    billed(books, "300", due_in=5)
    tasks.refresh_standing(acme.pk)
    after = {kept.name: kept.basis for kept in Kept.objects.all()}
    assert all(after[name] != before[name] for name in before)


def test_pages_that_nobody_looks_at_wait_for_the_first_who_does(acme: Business) -> None:
    opened(acme)
    long_ago = clock.now() - timedelta(days=15)
    Feed.objects.create(business=acme, kind=FeedKind.CHANGES, looked_at=long_ago)
    tasks.standings()
    assert kept_of(acme) <= {"tray"}
