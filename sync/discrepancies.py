"""Writing down differences: each as it was found, and when it stood no more."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from core import clock
from core.models import Business
from sync.differences import BENIGN, OF_THE_MIRROR, Difference
from sync.models import Discrepancy, SyncRun

KEPT = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class LookedAt:
    """What a run has looked at: an entity, of it these documents alone (None: all), or the totals of the reports."""

    entity: str = ""
    ids: Collection[str] | None = None
    totals: bool = False

    def covers(self) -> Q:
        """The differences that would have been found again."""
        if self.totals:
            return ~Q(kind__in=OF_THE_MIRROR) | Q(of_totals=True)
        rows = Q(kind__in=OF_THE_MIRROR, of_totals=False, entity=self.entity)
        return rows if self.ids is None else rows & Q(qbo_id__in=self.ids)


@transaction.atomic
def record(business: Business, run: SyncRun, differences: Iterable[Difference], looked_at: LookedAt) -> None:
    """Keep what a run found; what stood before and was looked at again stands no more, unless it was found again."""
    now = clock.now()
    found = [_row(business, run, each, looked_at.totals, now) for each in differences]
    mine = standing().filter(business=business)
    mine.filter(looked_at.covers() | Q(pk__in=_again(mine, found))).update(settled_at=now)
    Discrepancy.objects.bulk_create(found, batch_size=1000)
    Discrepancy.objects.filter(business=business, found_at__lt=now - KEPT, settled_at__isnull=False).delete()


def documents(business: Business, entity: str) -> set[str]:
    """Ids of an entity's documents that differed when they were last compared."""
    found = standing().filter(business=business, entity=entity, of_totals=False).exclude(qbo_id="")
    return set(found.values_list("qbo_id", flat=True))


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
