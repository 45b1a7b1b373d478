"""Flow: mirrored. Somebody looks at a business's pages: its books are asked for more often, and now if they are old."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Case, F, Q, When
from django.db.models.functions import Greatest, Least

from core.models import Business
from sync.models import Feed, FeedKind

NOT_AGAIN_FOR = timedelta(minutes=1)
LATELY = timedelta(days=14)


def look(business: Business, now: datetime) -> None:
    """Keep that somebody looks, at most once a minute; one statement, and no write in between.

    Where the mirror is older than is due while people look, its next pull comes at once; one that waits after a
    failure goes on waiting.
    """
    changes = Feed.objects.filter(business=business, kind=FeedKind.CHANGES)
    due_at = Least(
        "next_at", Greatest(now, F("last_ok_at") + timedelta(seconds=settings.SYNC_WATCHED_SECONDS))
    )
    is_planned = Q(failures=0, next_at__isnull=False, last_ok_at__isnull=False)
    unseen = changes.exclude(looked_at__gt=now - NOT_AGAIN_FOR)
    unseen.update(looked_at=now, next_at=Case(When(is_planned, then=due_at), default=F("next_at")))


def is_watched(business: Business, now: datetime) -> bool:
    """Whether somebody looked at its pages in the last two weeks, so that it is worth having them ready."""
    changes = Feed.objects.filter(business=business, kind=FeedKind.CHANGES)
    return changes.filter(looked_at__gt=now - LATELY).exists()
