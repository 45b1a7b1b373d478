"""How soon a change is in the mirror: 200 businesses, two hours, webhooks on, half of them lost, and off.

All of RowCol's processes run on a clock SCALE times as fast, which two cores can carry; each of the three
spells begins with 30 minutes in which nothing is measured, goes on for two hours with CHANGES_AN_HOUR changes in each
business (documents entered, paid, moved, voided, deleted; customers edited), and ends with 15 minutes for the last of
them. Measured from outside: the sandbox's word for when it changed, the database's for when the row came. What has not
come by the end is late. Every delay includes the machine's own, SCALE times as long.
"""

import os
import random
from collections.abc import Callable, Sequence
from typing import Any

from bench.percentiles import percentile
from bench.sightings import Change, delays, watch
from bench.town import Settler, Town, town

SCALE = float(os.environ.get("BENCH_SCALE", "20"))
BUSINESSES = int(os.environ.get("BENCH_BUSINESSES", "200"))
CHANGES_AN_HOUR = float(os.environ.get("BENCH_CHANGES_AN_HOUR", "2"))
MINUTE, STEP_SECONDS = 60.0, 15.0
WARM_UP = float(os.environ.get("BENCH_WARM_UP", "30")) * MINUTE
MEASURED = float(os.environ.get("BENCH_MINUTES", "120")) * MINUTE
LAST = 15 * MINUTE
A_MINUTE, A_QUARTER = 60.0, 900.0


def run() -> dict[str, Any]:
    """Figures of var/bench.json under "freshness"."""
    with town() as place:
        settlers = place.settle(BUSINESSES, days=30)
        watch(place)
        with place.at_work():
            spells = {name: _spell(place, settlers, prepare) for name, prepare in SPELLS.items()}
            own = place.manage("freshness", "--json")
            ended = place.manage("sync_status", "--json")["runs_of_30_days"]
    return {
        "within_15_min": min(spells["on"]["within_15_min"], spells["half_lost"]["within_15_min"]),
        "within_60_s_webhooks_on": spells["on"]["within_60_s"],
        **{f"webhooks_{name}": figures for name, figures in spells.items()},
        "by_rowcols_own_count": {name: own[name] for name in ("within_15_min", "within_60_s", "changes")},
        "runs": ended,
        "businesses": BUSINESSES,
        "changes_an_hour_each": CHANGES_AN_HOUR,
        "scale": SCALE,
    }


def _on(place: Town) -> None:
    place.listen(webhook_lost=0.0)


def _half_lost(place: Town) -> None:
    """Half of the events never arrive, however often the sender tries."""
    place.listen(webhook_lost=0.5)


def _off(place: Town) -> None:
    place.sandbox("webhooks", method="DELETE")


SPELLS: dict[str, Callable[[Town], None]] = {"on": _on, "half_lost": _half_lost, "off": _off}


def _spell(place: Town, settlers: Sequence[Settler], prepare: Callable[[Town], None]) -> dict[str, Any]:
    prepare(place)
    place.hurry(SCALE)
    _live(place, settlers, WARM_UP)
    made = _live(place, settlers, MEASURED)
    place.wait(LAST)
    waited = delays(place, settlers, made)
    place.hurry(1)
    return _figures(waited) | {"reads": _reads(place)}


def _live(place: Town, settlers: Sequence[Settler], seconds: float) -> list[Change]:
    """The changes of so many seconds, which come by chance and evenly over the businesses."""
    made: list[Change] = []
    until, share = place.now() + seconds, len(settlers) * CHANGES_AN_HOUR * STEP_SECONDS / 3600
    realms = [one.realm for one in settlers]
    while place.now() < until:
        place.wait(STEP_SECONDS)
        count = int(share) + (random.random() < share % 1)
        if count:
            wanted = {"count": count, "realms": random.sample(realms, min(count, len(realms)))}
            told = place.sandbox("changes", wanted | {"seed": random.randrange(10**6)})
            made += [Change(**one) for one in told["changes"]]
    return made


def _figures(waited: Sequence[float | None]) -> dict[str, Any]:
    came = [delay for delay in waited if delay is not None]
    return {
        "changes": len(waited),
        "within_60_s": round(sum(delay <= A_MINUTE for delay in came) / len(waited), 4),
        "within_15_min": round(sum(delay <= A_QUARTER for delay in came) / len(waited), 4),
        "p50_seconds": round(percentile(came, 0.5), 1),
        "p95_seconds": round(percentile(came, 0.95), 1),
        "slowest_seconds": round(max(came, default=0), 1),
        "never_came": len(waited) - len(came),
    }


def _reads(place: Town) -> int:
    """Answered reads of all businesses since the last spell ended."""
    asked = place.sandbox("?last=0")["asked"]
    place.sandbox("reset", {})
    metered = ("cdc", "queries", "reads", "reports", "batch")
    return sum(counts.get(kind, 0) for realm, counts in asked.items() if realm for kind in metered)
