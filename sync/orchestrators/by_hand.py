"""Flow: owned. What people do to the coming round of a business: run it now, pause it, resume it.

One object is read live, and merged as any other.
"""

import re

from django.db import transaction

from core.mirror import mirror_named
from core.models import Business
from sync import feeds, operating
from sync.models import Feed, FeedKind

__all__ = ["ANY_ID", "pause", "read_object", "resume", "run_now"]
ANY_ID = re.compile(r"[\w:.-]{1,100}")


def run_now(business: Business, actor: str) -> str:
    """Ring for what the mirror waits for: changes, or the first reading. Nothing, or why it was not rung for."""
    changes = feeds.feed_of(business, FeedKind.CHANGES)
    waiting = changes if changes.cursor else feeds.feed_of(business, FeedKind.BACKFILL)
    return operating.run_now(waiting, actor)


@transaction.atomic
def pause(business: Business, actor: str) -> bool:
    """Let nothing of it come round until it is resumed; whether anything did."""
    feeds.feed_of(business, FeedKind.CHANGES)
    return sum(operating.pause(feed, actor) for feed in _feeds(business)) > 0


@transaction.atomic
def resume(business: Business, actor: str) -> bool:
    """Let it come round again; whether any of it was paused."""
    return sum(operating.resume(feed, actor) for feed in _feeds(business)) > 0


def read_object(business: Business, entity: str, qbo_id: str, actor: str) -> str:
    """Ask QuickBooks for one object now, by its entity and id, and say in a sentence what became of it.

    "" where nothing was asked, since there is no such kind of object or that is no id.
    """
    model = mirror_named(entity)
    if model is None or not ANY_ID.fullmatch(qbo_id):
        return ""
    (said,) = operating.read_again([model(business=business, qbo_id=qbo_id)], actor)
    return said


def _feeds(business: Business) -> list[Feed]:
    """All held, before the trail is: whoever acts on one of them in the admin waits, and not in a circle."""
    held = Feed.objects.select_for_update(of=("self",)).filter(business=business)
    return list(held.select_related("business").order_by("kind"))
