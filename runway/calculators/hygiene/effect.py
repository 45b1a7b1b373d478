"""What issues weigh: days at stake, severity, their order, and the share of cash flow that rests on clean records."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from core.cash import ZERO
from runway.calculators.hygiene.foreseen import Foreseen, touched
from runway.calculators.hygiene.issue import Issue, Severity

TENTH = Decimal("0.1")
HIGH, MEDIUM = Decimal(1), Decimal("0.25")
Key = tuple[str, str]


def days_at_stake(amount: Decimal | None, daily: Decimal | None) -> Decimal | None:
    """Amount / average daily gross outflow; None where either is unknown or nothing flows out."""
    return None if amount is None or not daily or daily < 0 else amount / daily


def total_days(amount: Decimal, daily: Decimal | None) -> Decimal | None:
    """Days at stake in many issues to the tenth, rounded half up once for whoever keeps, sends or shows them."""
    days = days_at_stake(amount, daily)
    return None if days is None else days.quantize(TENTH, ROUND_HALF_UP)


def severity(days: Decimal | None) -> Severity:
    """High from one day, medium from a quarter of a day, else low; unknown is medium, since it may be any."""
    if days is None:
        return Severity.MEDIUM
    return Severity.HIGH if days >= HIGH else Severity.MEDIUM if days >= MEDIUM else Severity.LOW


def by_effect(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """Most money at stake first; then what is unknown; the oldest first among equals."""
    return tuple(sorted(issues, key=_order))


def at_stake(issues: Iterable[Issue]) -> Decimal:
    """What hangs on all of them, largest first: one that touches only what was counted before adds nothing."""
    total, counted = ZERO, set[Key]()
    for issue in by_effect(issues):
        touched = issue.touches or {issue.about.name}
        if not touched <= counted:
            total += issue.amount or ZERO
        counted |= touched
    return total


@dataclass(frozen=True, slots=True)
class Score:
    """0 to 100; None where nothing is expected. `clean` of `expected` rests on records without an issue."""

    points: int | None
    clean: Decimal
    expected: Decimal


def score(flow: Foreseen, issues: Iterable[Issue]) -> Score:
    """The share of forecast cash flow, by money, on records without an issue (RUNWAY 5).

    100 is given only when every record is clean.
    """
    total, clean = flow.total, flow.clean(touched(issues))
    points = int((100 * clean / total).to_integral_value(ROUND_DOWN)) if total else None
    return Score(points, clean, total)


def _order(issue: Issue) -> tuple[bool, Decimal, date, str]:
    unknown = issue.amount is None
    return (unknown, -(issue.amount or ZERO), issue.since or date.max, f"{issue.kind}{issue.about.qbo_id}")
