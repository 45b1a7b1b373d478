"""Flow: mirrored. How well pay dates would have been foretold on a business's own history, both sides (RUNWAY 4).

What `manage.py backtest` does, over what the books themselves hold; computed in the background, kept with its date.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from core.cash import Side
from core.clock import local_date
from core.models import Business
from runway.calculators.backtest.conventions import Convention
from runway.calculators.backtest.scores import Backtest, backtest
from runway.calculators.learned import side_history
from runway.calculators.paydates.history import NOT_PAID, History
from runway.models import PayDateScore
from runway.services.past_weeks_page import ScoreRow, SideScore
from sync.orchestrators.forecast import ForecastDataOrchestrator, ForecastSnapshot
from sync.orchestrators.freshness import freshness_of

AGAIN_AFTER = timedelta(days=7)
LEAST = 30  # paid documents, below which a score would be chance
OURS = "This model"
CONVENTIONS = {
    Convention.DUE_OVERDUE_DROPPED: "Due date, overdue dropped",
    Convention.DUE_OVERDUE_NOW: "Due date, overdue now",
    Convention.MEDIAN_LAG: "Usual lag of each party",
}
SIDES = {Side.RECEIVABLE: ("Invoices", "invoices"), Side.PAYABLE: ("Bills", "bills")}
NOT_YET = "Not computed yet; it is computed within the hour after the first complete read of the books."
NO_WEEKS = "The weekly error is unknown: the latest fifth of the documents has no 13 weeks after it yet."


def waiting(businesses: Collection[Business], now: datetime) -> Iterator[Business]:
    """Those whose books are completely read and whose score is missing or a week old. A constant number of queries."""
    recent = PayDateScore.objects.filter(business__in=businesses, scored_at__gt=now - AGAIN_AFTER)
    done, read = set(recent.values_list("business_id", flat=True)), freshness_of(businesses)
    for business in businesses:
        books = read[business.pk]
        if business.pk not in done and books.as_of is not None and books.complete:
            yield business


def score(business: Business, now: datetime) -> None:
    """Score both sides of the books as they are on the business's local date, in place of what was kept before."""
    today = local_date(now, business.timezone)
    snapshot = ForecastDataOrchestrator(business).load(today, now)
    rows = [_scored(business, side, snapshot, today, now) for side in Side]
    PayDateScore.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["business", "side"],
        update_fields=["on", "scored_at", "found", "why"],
    )


def scores_of(business: Business) -> tuple[SideScore, ...]:
    """Both sides as they were last scored. One query."""
    kept = {row.side: row for row in PayDateScore.objects.filter(business=business)}
    return tuple(_shown(side, kept.get(side.value)) for side in Side)


def why_unknown(side: Side, paid: int) -> str:
    """What keeps a side with so many paid documents from being scored; empty where nothing does."""
    if paid >= LEAST:
        return ""
    return f"Too little history: {paid} paid {SIDES[side][1]} of the last two years are known, {LEAST} are needed."


def _scored(
    business: Business, side: Side, snapshot: ForecastSnapshot, today: date, now: datetime
) -> PayDateScore:
    history = _history(snapshot, side, today)
    why = why_unknown(side, int((history.paid < NOT_PAID).sum()))
    found = {} if why else _told(backtest(history))
    return PayDateScore(business=business, side=side.value, on=today, scored_at=now, found=found, why=why)


def _history(snapshot: ForecastSnapshot, side: Side, today: date) -> History:
    settled = snapshot.received if side is Side.RECEIVABLE else snapshot.paid
    items = [item for item in snapshot.books.open_items if item.side is side]
    return side_history(settled, items, today)


def _told(found: Backtest) -> dict[str, Any]:
    return asdict(found) | {"snapshots": [day.isoformat() for day in found.snapshots]}


def _shown(side: Side, row: PayDateScore | None) -> SideScore:
    name = SIDES[side][0]
    if row is None or not row.found:
        return SideScore(name, row.on if row else None, 0, 0, (), row.why if row else NOT_YET)
    found, conventions = row.found, row.found["conventions"]
    others = (_row(CONVENTIONS[each], conventions[each.value]) for each in Convention)
    return SideScore(
        name=name,
        on=row.on,
        documents=found["documents"],
        judged=found["judged_documents"],
        rows=(_row(OURS, found["ours"], is_ours=True), *others),
        why="" if found["snapshots"] else NO_WEEKS,
    )


def _row(name: str, told: Mapping[str, float | None], *, is_ours: bool = False) -> ScoreRow:
    return ScoreRow(
        name=name,
        pay_date_days=_figure(told["pay_date_days"]),
        weekly_percent=_figure(told["weekly_receipts_percent"]),
        band_percent=_figure(told["band_coverage_percent"]),
        is_ours=is_ours,
    )


def _figure(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(f"{value:.1f}")
