"""Flow: mirrored. The read budget: what all businesses used of the month, where it leads, what it went to."""

from datetime import UTC, datetime

from runway.charts_sync import READS_NARROW, READS_WIDE, reads_chart
from runway.services.sync_page import Reads, ReadsRow
from sync.orchestrators.spending import Spending
from sync.orchestrators.usage import BudgetPace

CLASSES = {
    "cdc": "Change sweeps",
    "query": "Queries",
    "read": "Single reads",
    "batch": "Batches",
    "report": "Reports",
}
PACES = {
    BudgetPace.NORMAL: "keep their own pace",
    BudgetPace.SLOW: "are slowed: their intervals are {:.0f} times as long",
    BudgetPace.STOPPED: "rest until next month",
}
SLOWS, STOPS = 0.80, 0.95


def reads_panel(spent: Spending, now: datetime) -> Reads:
    """The panel of the month of `now`; its total is the sum of its rows."""
    today = now.astimezone(UTC).date()
    month, limits = spent.budget, _limits(spent.budget.limit)
    used = sum(spent.by_class.values())
    forecast = max(used, month.forecast)  # the budget's own sum may be a minute old
    wide, narrow = (
        reads_chart(spent.by_day, today, forecast, limits, frame) for frame in (READS_WIDE, READS_NARROW)
    )
    return Reads(
        month=f"{month.month:%B}",
        used=used,
        limit=month.limit,
        share=used / month.limit if month.limit else None,
        forecast=forecast,
        pace=PACES[month.pace].format(month.stretch),
        rows=tuple(_rows(spent)),
        wide=wide,
        narrow=narrow,
    )


def _limits(limit: int) -> dict[str, int]:
    if not limit:
        return {}
    return {
        f"{SLOWS:.0%}: background slows": round(limit * SLOWS),
        f"{STOPS:.0%}: background stops": round(limit * STOPS),
    }


def _rows(spent: Spending) -> list[ReadsRow]:
    """The classes that were used, most first."""
    used = sorted(spent.by_class.items(), key=lambda each: -each[1])
    whole = sum(spent.by_class.values())
    return [ReadsRow(CLASSES.get(name, name), reads, reads / whole) for name, reads in used]
