"""Writing down differences: each as it was found, and when it stood no more."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from core import clock
from core.models import Business
from sync.differences import OF_THE_MIRROR, Difference
from sync.models import Discrepancy, SyncRun

KEPT = timedelta(days=180)


@transaction.atomic
def record(
    business: Business,
    run: SyncRun,
    differences: Iterable[Difference],
    *,
    entities: Collection[str] = (),
    totals: bool = False,
) -> None:
    """Keep what a run found; what stood before and was looked at again stands no more, unless it was found again.

    `entities` are those whose rows were compared; `totals` says that the reports were held against the mirror.
    """
    now = clock.now()
    looked_at = Q(kind__in=OF_THE_MIRROR, entity__in=entities)
    if totals:
        looked_at |= ~Q(kind__in=OF_THE_MIRROR)
    standing().filter(looked_at, business=business).update(settled_at=now)
    Discrepancy.objects.bulk_create([_row(business, run, each, now) for each in differences], batch_size=1000)
    Discrepancy.objects.filter(business=business, found_at__lt=now - KEPT, settled_at__isnull=False).delete()


def standing() -> QuerySet[Discrepancy]:
    """Differences that are so now, as far as is known."""
    return Discrepancy.objects.filter(settled_at=None)


def _row(business: Business, run: SyncRun, found: Difference, now: datetime) -> Discrepancy:
    return Discrepancy(
        business=business,
        run=run,
        entity=found.entity,
        qbo_id=found.qbo_id[:200],
        kind=found.kind,
        mirror_says=found.mirror,
        qbo_says=found.qbo,
        words=found.words,
        repaired=found.repaired,
        found_at=now,
        settled_at=now if found.repaired else None,
    )
