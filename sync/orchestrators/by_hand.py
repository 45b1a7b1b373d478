"""Flow: owned. What people do to the coming round of a business: run it now, pause it, resume it."""

from django.db import transaction

from core.models import Business
from sync import feeds, operating
from sync.models import Feed, FeedKind

__all__ = ["pause", "resume", "run_now"]


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


def _feeds(business: Business) -> list[Feed]:
    """All held, before the trail is: whoever acts on one of them in the admin waits, and not in a circle."""
    held = Feed.objects.select_for_update(of=("self",)).filter(business=business)
    return list(held.select_related("business").order_by("kind"))
