"""Books in which an invariant does not hold, and entities that are odder or older than is tolerated."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from core.mirror import mirror_named
from core.models import Business
from sync.alerts.cause import AlertCause
from sync.invariants.judging import RULES
from sync.models import AlertKind, EntityQuality, QualityCheck, QualityThresholds
from sync.orchestrators.freshness import Facts

NAMED = 3


@dataclass(frozen=True, slots=True)
class Tolerated:
    """What is tolerated; more is an alert."""

    violations: int
    age_seconds: int
    quarantined_percent: float
    drift: int
    differences: int


@dataclass
class Looks:
    """The latest that was written down by business key, of what might be worth a word."""

    checks: Mapping[int | None, list[QualityCheck]] = field(default_factory=dict)
    entities: Mapping[int | None, list[EntityQuality]] = field(default_factory=dict)
    thresholds: Mapping[int | None, QualityThresholds] = field(default_factory=dict)


def looks(now: datetime) -> Looks:
    """What the last looks of two days found. Three queries, however many businesses."""
    thresholds: dict[int | None, QualityThresholds] = {
        each.business_id: each for each in QualityThresholds.objects.all()
    }
    least = min(tolerated_by(own).age_seconds for own in (None, *thresholds.values()))
    odd = Q(quarantined__gt=0) | Q(drift__gt=0) | Q(differences__gt=0) | Q(oldest_seconds__gt=least)
    return Looks(
        _by_business(_latest(QualityCheck, "name", now).filter(violations__gt=0)),
        _by_business(_latest(EntityQuality, "entity", now).filter(odd)),
        thresholds,
    )


def causes(business: Business, facts: Facts, seen: Looks) -> Iterator[AlertCause]:
    """One for each invariant and each entity. The age of books that nothing is asked for says nothing new."""
    tolerated = tolerated_by(seen.thresholds.get(business.pk))
    for check in seen.checks.get(business.pk, []):
        if check.violations > tolerated.violations:
            yield _broken(check, business.pk)
    is_asked = facts.is_connected() and not facts.is_paused()
    for found in seen.entities.get(business.pk, []):
        if words := " ".join(_oddities(found, tolerated, is_asked)):
            yield AlertCause(AlertKind.QUALITY, words, business.pk, found.entity)


def causes_together(seen: Looks) -> Iterator[AlertCause]:
    """What does not hold of all businesses together."""
    for check in seen.checks.get(None, []):
        if check.violations > settings.QUALITY_VIOLATIONS:
            yield _broken(check, None)


def tolerated_by(own: QualityThresholds | None) -> Tolerated:
    """A business's own thresholds, and the settings' where it has none."""
    return Tolerated(
        **{
            name: getattr(settings, f"QUALITY_{name.upper()}")
            if getattr(own, name, None) is None
            else getattr(own, name)
            for name in Tolerated.__slots__
        }
    )


def _broken(check: QualityCheck, business_id: int | None) -> AlertCause:
    places = "1 place" if check.violations == 1 else f"{check.violations:,} places"
    named = "; ".join(check.examples[:NAMED])
    words = f"In {places} this does not hold: {RULES.get(check.name, check.name)} {named}"
    return AlertCause(AlertKind.QUALITY, words, business_id, check.name)


def _oddities(found: EntityQuality, tolerated: Tolerated, is_asked: bool) -> Iterator[str]:
    share = 100 * found.quarantined / max(found.rows + found.quarantined, 1)
    model = mirror_named(found.entity)
    by_changes = model is not None and model.qbo.in_cdc
    if is_asked and by_changes and (found.oldest_seconds or 0) > tolerated.age_seconds:
        hours = f"{(found.oldest_seconds or 0) / 3600:.1f} hours"
        yield f"The mirror was {hours} old, {tolerated.age_seconds / 3600:g} are tolerated."
    if share > tolerated.quarantined_percent:
        yield f"{share:.1f}% of its objects are set aside, {tolerated.quarantined_percent:g}% are tolerated."
    if found.drift > tolerated.drift:
        yield f"{found.drift} keys came that were not there at first, {tolerated.drift} are tolerated."
    if (found.differences or 0) > tolerated.differences:
        yield f"Differences from QuickBooks that stand: {found.differences}, {tolerated.differences} are tolerated."


def _latest(model: Any, of: str, now: datetime) -> QuerySet[Any]:
    """Rows of today, and yesterday's of what was not looked at today yet."""
    whose = Q(business=OuterRef("business")) | Q(business=None)
    today = model.objects.filter(whose, day=now.date(), **{of: OuterRef(of)})
    rows = model.objects.filter(day__gte=now.date() - timedelta(days=1))
    return rows.filter(Q(day=now.date()) | ~Exists(today))


def _by_business(rows: Iterable[Any]) -> dict[int | None, list[Any]]:
    found: dict[int | None, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.business_id].append(row)
    return found
