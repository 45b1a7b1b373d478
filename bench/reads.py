"""What RowCol asks of QuickBooks about a business whose books stand still for a day, with webhooks and without.

Web, workers and beat live through the day on a fast clock (SCALE); two of six businesses are changed every hour, by
which webhooks show whether they can be relied on; the sandbox's meter counts the reads of the four others. The clock
must not be so fast that a webhook which takes two of the machine's seconds counts as missed (sync/hearing.py), for
then RowCol polls. What is counted are calls of every class that Intuit meters (API_FACTS 5.2); refreshes of tokens
are free. Whether it counts a batch once or by its items is not known: `by_item` is RowCol's own count of the healthy
day, items one by one. Totals of books that stand still are compared once a week: that night, which the day is none
of, costs four calls more.
"""

import os
import random
from collections.abc import Sequence
from typing import Any

from bench.town import Settler, Town, town

SCALE = float(os.environ.get("BENCH_SCALE", "100"))
QUIET, BUSY = 4, 2
HOUR, DAY = 3600.0, 24
SETTLING_HOURS = 28  # until nothing of the first reading is news, and a first night has compared totals too
METERED = ("cdc", "queries", "reads", "reports", "batch")


def run() -> dict[str, Any]:
    """Figures of var/bench.json under "reads": the dearest of the quiet businesses, and their mean."""
    with town() as place:
        quiet, busy = place.settle(QUIET, days=60), place.settle(BUSY, days=60)
        place.listen()
        with place.at_work():
            place.hurry(SCALE)
            healthy, by_item = _day(place, quiet, busy)
            place.sandbox("webhooks", method="DELETE")
            without, _ = _day(place, quiet, busy)
    return {
        "quiet_business_day": max(healthy),
        "quiet_business_day_mean": round(sum(healthy) / QUIET, 1),
        "quiet_business_day_by_item": max(by_item),
        "quiet_business_day_without_webhooks": max(without),
        "quiet_business_day_without_webhooks_mean": round(sum(without) / QUIET, 1),
        "scale": SCALE,
    }


def _day(place: Town, quiet: Sequence[Settler], busy: Sequence[Settler]) -> tuple[list[int], list[int]]:
    """Calls of each quiet business within a day, and reads by item, after all has settled; SystemExit without any."""
    _live(place, busy, SETTLING_HOURS)
    place.sandbox("reset", {})
    before = _by_item(place)
    _live(place, busy, DAY)
    after = _by_item(place)
    asked = place.sandbox("?last=0")["asked"]
    reads = [sum(asked.get(one.realm, {}).get(kind, 0) for kind in METERED) for one in quiet]
    if not all(reads):
        raise SystemExit(f"The worker did not keep up with this clock: set BENCH_SCALE below {SCALE:g}.")
    return reads, [after[one.pk] - before[one.pk] for one in quiet]


def _by_item(place: Town) -> dict[int, int]:
    """Reads so far by business, as RowCol counts them for its budget."""
    return dict(place.rows("SELECT business_id, sum(reads)::int FROM sync_apiusage GROUP BY business_id"))


def _live(place: Town, busy: Sequence[Settler], hours: int) -> None:
    for _ in range(hours):
        realms = [one.realm for one in busy]
        place.sandbox("changes", {"count": BUSY, "realms": realms, "seed": random.randrange(10**6)})
        place.wait(HOUR)
