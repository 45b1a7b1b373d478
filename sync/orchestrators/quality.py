"""Flow: mirrored. How one business's data held together, day by day, as looks wrote it down."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from core.mirror import mirrors
from core.models import Business
from sync.invariants import board
from sync.invariants.judging import OF_BOOKS, RULES
from sync.invariants.violation import Violation
from sync.models import EntityQuality, QualityCheck
from sync.quality import keep_together

__all__ = [
    "SHOWN_DAYS",
    "Held",
    "Measured",
    "Quality",
    "Trend",
    "Violation",
    "keep_of_board",
    "quality_of",
]

SHOWN_DAYS = 14
Trend = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """One invariant: its rule, the places of the latest look (None: never looked at), the most of each day."""

    name: str
    rule: str
    places: int | None
    examples: tuple[str, ...]
    by_day: Trend


@dataclass(frozen=True, slots=True)
class Measured:
    """One entity by day, oldest first; None where it was not looked at, or nothing was reconciled."""

    entity: str
    oldest_seconds: Trend
    quarantined: Trend
    drift: Trend
    differences: Trend


@dataclass(frozen=True, slots=True)
class Quality:
    """The latest SHOWN_DAYS UTC days up to today; `at` is the latest look."""

    at: datetime | None
    held: tuple[Held, ...]
    measured: tuple[Measured, ...]


def quality_of(business: Business, now: datetime) -> Quality:
    """What the looks of the latest days found. Two queries."""
    days = [now.date() - timedelta(days=ago) for ago in reversed(range(SHOWN_DAYS))]
    checks = _by_day(QualityCheck, "name", business, days)
    entities = _by_day(EntityQuality, "entity", business, days)
    at = max((check.checked_at for found in checks.values() for check in found.values()), default=None)
    return Quality(
        at=at,
        held=tuple(_held(each.NAME, checks[each.NAME], days) for each in OF_BOOKS),
        measured=tuple(_measured(model.qbo.name, entities[model.qbo.name], days) for model in mirrors()),
    )


def keep_of_board(found: Sequence[Violation], now: datetime) -> None:
    """Keep what was found of the board with the day, among the invariants of all businesses together."""
    keep_together({board.NAME: tuple(found)}, now)


def _by_day(model: Any, of: str, business: Business, days: Sequence[date]) -> dict[str, dict[date, Any]]:
    found: dict[str, dict[date, Any]] = defaultdict(dict)
    for row in model.objects.filter(business=business, day__gte=days[0], day__lte=days[-1]).order_by("day"):
        found[getattr(row, of)][row.day] = row
    return found


def _held(name: str, checks: Mapping[date, QualityCheck], days: Sequence[date]) -> Held:
    latest = checks[max(checks)] if checks else None
    return Held(
        name=name,
        rule=RULES[name],
        places=latest.violations if latest else None,
        examples=tuple(latest.examples) if latest else (),
        by_day=_trend(checks, "worst", days),
    )


def _measured(entity: str, rows: Mapping[date, EntityQuality], days: Sequence[date]) -> Measured:
    columns = ("oldest_seconds", "quarantined", "drift", "differences")
    return Measured(entity, *(_trend(rows, column, days) for column in columns))


def _trend(rows: Mapping[date, Any], column: str, days: Sequence[date]) -> Trend:
    return tuple(getattr(rows.get(day), column, None) for day in days)
