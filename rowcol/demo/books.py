"""Brings the client's books over: consent, then everything once, then the counts side by side."""

import time
from collections.abc import Sequence
from typing import Any

from django.conf import settings

from core import clock
from core.models import Business
from rowcol.demo.progress import Progress
from rowcol.demo.sandbox import consent
from sync import connect
from sync.errors import ReconnectNeeded
from sync.merge import Tally
from sync.models import Connection, Feed, FeedKind
from sync.orchestrators import mirror
from sync.orchestrators.health import EntityCount, compare_counts
from sync.runs import AlreadyRunning


def bring_over(business: Business, realm: str, progress: Progress) -> None:
    """Mirror the whole company of that realm; where the connection is missing or no longer accepted, connect first."""
    if not Connection.objects.usable().filter(business=business).exists():
        connect_books(business, realm, progress)
    try:
        _pull(business, progress)
    except ReconnectNeeded:
        connect_books(business, realm, progress)
        _pull(business, progress)


def _pull(business: Business, progress: Progress) -> None:
    """What was never read, then what changed; a run that a killed demo left open is waited for."""

    def say(entity: str, tally: Tally, is_whole: bool) -> None:
        progress.say(f"  {entity:<22} {tally.read:>7,} read{'' if is_whole else ' ...'}")

    give_up_at = time.monotonic() + 2 * settings.SYNC_LOST_AFTER_SECONDS
    while True:
        try:
            mirror.backfill(business, progress=say)
            mirror.pull_changes(business)
            _hand_over(business)
            return
        except AlreadyRunning as joined:
            if time.monotonic() > give_up_at:
                raise
            progress.say(f"Waiting: {joined}")
            time.sleep(5)


def _hand_over(business: Business) -> None:
    """Changes are due at once: the worker goes on at its own pace, not at the one that this process planned."""
    Feed.objects.filter(business=business, kind=FeedKind.CHANGES).update(next_at=clock.now())


def connect_books(business: Business, realm: str, progress: Progress) -> None:
    """The real consent: authorize address, a person's yes, code for tokens."""
    with progress.step(f"Connecting {business} over OAuth"):
        address = connect.authorize_url(business, f"http://localhost:{settings.PORT}/connect/callback/")
        connect.finish(consent(address, realm))


def summary(business: Business) -> dict[str, Any]:
    """For each entity the rows at the source and in the mirror."""
    counts: Sequence[EntityCount] = compare_counts(business)
    return {
        "slug": business.slug,
        "entities": {
            count.entity: {
                "source": count.source,
                "mirror": count.mirror,
                "equal": count.equal,
            }
            for count in counts
        },
    }


def unequal(businesses: Sequence[dict[str, Any]]) -> list[str]:
    """The entities whose counts differ, as "slug Entity: source, mirror"."""
    return [
        f"{business['slug']} {entity}: {count['source']} in QuickBooks, {count['mirror']} in the mirror"
        for business in businesses
        for entity, count in business["entities"].items()
        if not count["equal"]
    ]
