"""How fast a company's books become a mirror: 200,000 bills and invoices, one worker process, real HTTP.

Ratios are our time to theirs for the same objects, so below 1 is faster. Product and floor run with the throttle's
limits raised by configuration; one line gives the figure under QBO's own limits.
"""

import os
from typing import Any

from bench.stage import Stage, stage

OBJECTS, FEW = int(os.environ.get("BENCH_OBJECTS", "200000")), 20_000
ROUNDS = 3
HELD_PAGES = 10
QBO_LIMITS = {
    "QBO_LIMIT_PER_MINUTE": "500",
    "QBO_LIMIT_PER_SECOND": "10",
    "QBO_LIMIT_IN_FLIGHT": "10",
    "QBO_LIMIT_BATCH_PER_MINUTE": "40",
}


def run() -> dict[str, Any]:
    """Figures of var/bench.json under "backfill"."""
    with stage(FEW) as small:
        few = small.worker("product")
    with stage(OBJECTS) as large:
        return _measured(large) | {"peak_mb_20k": few["peak_mb"]}


def _measured(on: Stage) -> dict[str, Any]:
    pairs = [(on.worker("product"), on.worker("floor")) for _ in range(ROUNDS)]
    ours, floor = min((p for p, _ in pairs), key=_seconds), min((f for _, f in pairs), key=_seconds)
    throttled = on.worker("product", **QBO_LIMITS)
    held = on.worker("replay", str(HELD_PAGES))
    ratios = sorted(p["per_second"] and f["per_second"] / p["per_second"] for p, f in pairs)
    return {
        "objects": ours["objects"],
        "objects_per_second": round(ours["per_second"]),
        "objects_per_second_at_qbo_limits": round(throttled["per_second"]),
        "objects_per_second_from_memory": round(held["merge"]),
        "floor_objects_per_second": round(floor["per_second"]),
        "ratio_to_floor": round(ratios[len(ratios) // 2], 2),
        "ratio_to_bulk_create": round(held["bulk_create"] / held["merge"], 3),
        "ratio_to_update_or_create": round(held["update_or_create"] / held["merge"], 3),
        "peak_mb": max(p["peak_mb"] for p, _ in pairs),
    }


def _seconds(figures: dict[str, float]) -> float:
    return figures["seconds"]
