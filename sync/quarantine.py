"""Objects that could not be mirrored: kept with payload and reason, released when a later version is readable."""

from collections.abc import Collection

from django.db.models import F

from core import clock
from core.models import Business
from sync.decode import Odd
from sync.models import SyncIssue


def keep(business: Business, entity: str, odd: Collection[Odd]) -> None:
    """Remember each oddity under its id; one seen again keeps its first date and counts up."""
    now = clock.now()
    for one in {one.qbo_id: one for one in odd}.values():
        SyncIssue.objects.update_or_create(
            business=business,
            entity=entity,
            qbo_id=one.qbo_id,
            defaults={
                "reason": one.reason,
                "payload": one.payload,
                "last_seen_at": now,
                "times_seen": F("times_seen") + 1,
                "resolved_at": None,
            },
            create_defaults={
                "reason": one.reason,
                "payload": one.payload,
                "first_seen_at": now,
                "last_seen_at": now,
            },
        )


def release(business: Business, entity: str, qbo_ids: Collection[str]) -> int:
    """Resolve the issues of objects that have been merged since; returns how many."""
    waiting = SyncIssue.objects.filter(business=business, entity=entity, resolved_at=None)
    return waiting.filter(qbo_id__in=list(qbo_ids)).update(resolved_at=clock.now()) if waiting.exists() else 0
