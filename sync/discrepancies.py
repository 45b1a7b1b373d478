"""Writing down differences: each as it was found, and when it stood no more."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from core import clock
from core.models import Business
from sync.differences import BENIGN, OF_THE_MIRROR, Difference
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
    found = [_row(business, run, each, totals, now) for each in differences]
    looked_at = Q(kind__in=OF_THE_MIRROR, of_totals=False, entity__in=entities)
    if totals:
        looked_at |= ~Q(kind__in=OF_THE_MIRROR) | Q(of_totals=True)
    mine = standing().filter(business=business)
    mine.filter(looked_at | Q(pk__in=_again(mine, found))).update(settled_at=now)
    Discrepancy.objects.bulk_create(found, batch_size=1000)
    Discrepancy.objects.filter(business=business, found_at__lt=now - KEPT, settled_at__isnull=False).delete()


def standing() -> QuerySet[Discrepancy]:
    """Differences that are so now, as far as is known."""
    return Discrepancy.objects.filter(settled_at=None)


def unsettled() -> QuerySet[Discrepancy]:
    """Those of them for which mirror and books do not agree, as `Difference.is_open` says of one."""
    return standing().filter(repaired=False).exclude(kind__in=BENIGN)


def _again(standing: QuerySet[Discrepancy], found: Iterable[Discrepancy]) -> list[int]:
    """Keys of what stood and was found once more, so that it stands once."""
    known = {(each.entity, each.qbo_id, each.of_totals) for each in found}
    rows = standing.values_list("pk", "entity", "qbo_id", "of_totals")
    return [key for key, *names in rows if tuple(names) in known]


def _row(business: Business, run: SyncRun, found: Difference, of_totals: bool, now: datetime) -> Discrepancy:
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
        of_totals=of_totals,
        found_at=now,
        settled_at=now if found.repaired else None,
    )
