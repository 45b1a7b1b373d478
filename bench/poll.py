"""What it costs to ask for changes where there are none: calls, statements and milliseconds of one idle pull.

The pull is the one that a worker does when a feed is due, over real HTTP, under QuickBooks' own limits.
"""

import os
from typing import Any

from bench.percentiles import percentile
from bench.town import town

TIMES = int(os.environ.get("BENCH_POLLS", "40"))


def run() -> dict[str, Any]:
    """Figures of var/bench.json under "poll"; `calls` and `queries` are those of the dearest and the usual pull."""
    with town() as place:
        (settler,) = place.settle(1, days=60)
        place.resident("poll", settler.slug, 2)  # what came while its books were read
        place.sandbox("reset", {})
        asked = place.resident("poll", settler.slug, TIMES)
        calls = place.sandbox("?last=0")["asked"][settler.realm]
    return {
        "calls_a_pull": round((calls.get("cdc", 0) + calls.get("queries", 0)) / TIMES, 2),
        "cdc_calls_a_pull": calls.get("cdc", 0) / TIMES,
        "queries": int(percentile(asked["queries"], 0.5)),
        "queries_most": max(asked["queries"]),
        "p50_ms": round(percentile(asked["seconds"], 0.5) * 1000, 1),
        "p95_ms": round(percentile(asked["seconds"], 0.95) * 1000, 1),
    }
