"""Looking mirrors over: which of them are due, and what is written down of one that was looked at.

Nothing here judges what is tolerable (sync/alerts/quality.py does), so a threshold that is changed counts at once.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, Max, Min, QuerySet

from core.mirror import mirrors
from core.models import Business
from sync import discrepancies, generations
from sync.invariants import judging, strays, trail
from sync.invariants.judging import Violations
from sync.models import (
    ONE_AT_A_TIME,
    OPEN_STATES,
    EntityQuality,
    EntityState,
    QualityCheck,
    RunKind,
    SyncRun,
)
from sync.orchestrators.health import sync_status

EXAMPLES = 10
KEEP_CHECK = f"""
INSERT INTO {QualityCheck._meta.db_table} AS mine
  (business_id, name, day, checked_at, generation, violations, worst, examples)
VALUES (%(business)s, %(name)s, %(day)s, %(at)s, %(generation)s, %(number)s, %(number)s, %(examples)s)
ON CONFLICT (business_id, name, day) DO UPDATE SET checked_at = excluded.checked_at,
  generation = excluded.generation, violations = excluded.violations, examples = excluded.examples,
  worst = GREATEST(mine.worst, excluded.worst)
"""
KEEP_ENTITY = f"""
INSERT INTO {EntityQuality._meta.db_table} AS mine
  (business_id, entity, day, measured_at, rows, oldest_seconds, quarantined, drift, differences)
VALUES (%(business)s, %(entity)s, %(day)s, %(at)s, %(rows)s, %(age)s, %(quarantined)s, %(drift)s, %(differences)s)
ON CONFLICT (business_id, entity, day) DO UPDATE SET measured_at = excluded.measured_at, rows = excluded.rows,
  oldest_seconds = GREATEST(mine.oldest_seconds, excluded.oldest_seconds), quarantined = excluded.quarantined,
  drift = excluded.drift, differences = excluded.differences
"""


def due(now: datetime, among: QuerySet[Business] | None = None) -> list[Business]:
    """Businesses, of all or of `among`, whose mirror moved since it was looked at, or was not looked at this UTC day.

    Not while a run is open, since rows and counts move together at its end only; nor more often than
    QUALITY_EVERY_SECONDS. Four queries, however many businesses.
    """
    seen = _seen(now)
    businesses = list((Business.objects.all() if among is None else among).exclude(pk__in=_busy()))
    moved = generations.generations_of(businesses)
    return [business for business in businesses if _is_due(moved[business.pk], seen.get(business.pk), now)]


def look_over(business: Business, now: datetime) -> Violations:
    """Judge one business's books and measure its entities; what was found, which is kept with the day."""
    generation = generations.generations_of([business])[business.pk]
    found = judging.judged(business)
    _keep(business.pk, found, generation, now)
    measure(business, now)
    return found


def look_over_together(now: datetime, *, everything: bool = True) -> Violations:
    """Judge what is true of all businesses together; without `everything` the audit trail once a UTC day only."""
    found = judging.judged_together()
    if everything or not _together().filter(name=trail.NAME, day=now.date()).exists():
        found = {**found, **judging.judged_trail()}
    keep_together(found, now)
    return found


def keep_together(found: Violations, now: datetime) -> None:
    """Keep what was found of all businesses together, whoever looked."""
    _keep(None, found, 0, now)


def is_due_together(now: datetime) -> bool:
    """Whether that was not done for QUALITY_EVERY_SECONDS."""
    return not _together().filter(name=strays.NAME, checked_at__gt=now - _apart()).exists()


def measure(business: Business, now: datetime) -> None:
    """Keep what each entity is like: rows, age, oddities, and the differences that reconciliation left open."""
    (status,) = sync_status(now, [business])
    drift = dict(EntityState.objects.filter(business=business).values_list("entity", "drift"))
    differences = open_differences(business)
    rows = [
        {
            "business": business.pk,
            "entity": each.entity,
            "day": now.date(),
            "at": now,
            "rows": each.rows,
            "age": each.age_seconds,
            "quarantined": each.quarantined,
            "drift": len(drift.get(each.entity, [])),
            "differences": differences.get(each.entity),
        }
        for each in status.entities
    ]
    _run(KEEP_ENTITY, rows)


def open_differences(business: Business) -> Mapping[str, int]:
    """Open differences by entity since a reconciliation; nothing is known where there was none yet."""
    reconciled = SyncRun.objects.filter(business=business, kind=RunKind.RECONCILE, finished_at__isnull=False)
    if not reconciled.exists():
        return {}
    left = discrepancies.unsettled().filter(business=business).order_by()
    found = dict(left.values_list("entity").annotate(Count("pk")))
    return {model.qbo.name: found.get(model.qbo.name, 0) for model in mirrors()}


def forget_old(now: datetime) -> int:
    """Remove what is older than is shown of the trend; how many rows."""
    before = now.date() - timedelta(days=settings.QUALITY_KEPT_DAYS)
    kinds: tuple[Any, ...] = (QualityCheck, EntityQuality)
    return sum(kind.objects.filter(day__lt=before).delete()[0] for kind in kinds)


def _together() -> QuerySet[QualityCheck]:
    return QualityCheck.objects.filter(business=None)


def _keep(business_id: int | None, found: Violations, generation: int, now: datetime) -> None:
    rows = [
        {
            "business": business_id,
            "name": name,
            "day": now.date(),
            "at": now,
            "generation": generation,
            "number": len(violations),
            "examples": json.dumps([str(each) for each in violations[:EXAMPLES]]),
        }
        for name, violations in found.items()
    ]
    _run(KEEP_CHECK, rows)


def _run(statement: str, rows: Iterable[Mapping[str, Any]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(rows))


def _seen(now: datetime) -> Mapping[int, tuple[int, datetime]]:
    """The generation and the moment of today's looks, by business key."""
    today = QualityCheck.objects.filter(day=now.date(), business__isnull=False).order_by()
    looked = today.values_list("business").annotate(Min("generation"), Max("checked_at"))
    return {key: (generation, at) for key, generation, at in looked}


def _busy() -> set[int]:
    under_way = SyncRun.objects.filter(state__in=OPEN_STATES, kind__in=ONE_AT_A_TIME).order_by()
    return set(under_way.values_list("business", flat=True))


def _is_due(generation: int, seen: tuple[int, datetime] | None, now: datetime) -> bool:
    if seen is None:
        return generation > 0
    return generation != seen[0] and now - seen[1] > _apart()


def _apart() -> timedelta:
    return timedelta(seconds=settings.QUALITY_EVERY_SECONDS)
