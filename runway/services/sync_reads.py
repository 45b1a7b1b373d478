"""The read budget: what all businesses together have used of the month, where it leads, and what it went to."""

from datetime import UTC, datetime

from runway.charts_sync import READS_NARROW, READS_WIDE, reads_chart
from runway.services.sync_page import Reads, ReadsRow
from sync.orchestrators.spending import Spending

CLASSES = {
    "cdc": "Change sweeps",
    "query": "Queries",
    "read": "Single reads",
    "batch": "Batches",
    "report": "Reports",
}
PACES = {
    "normal": "at their own pace",
    "slow": "slowed: intervals are stretched",
    "stopped": "at rest until next month",
}
SLOWS, STOPS = 0.80, 0.95


def reads_panel(spent: Spending, now: datetime) -> Reads:
    """The panel of the month of `now`."""
    today = now.astimezone(UTC).date()
    limits = _limits(spent.limit)
    wide, narrow = (
        reads_chart(spent.by_day, today, spent.forecast, limits, frame)
        for frame in (READS_WIDE, READS_NARROW)
    )
    return Reads(
        month=f"{spent.month:%B}",
        used=spent.used,
        limit=spent.limit,
        share=spent.used / spent.limit if spent.limit else None,
        forecast=spent.forecast,
        pace=PACES[spent.pace],
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
    return [ReadsRow(CLASSES.get(name, name), reads, reads / (spent.used or 1)) for name, reads in used]
