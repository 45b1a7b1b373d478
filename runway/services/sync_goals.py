"""Flow: mirrored. The audit's figures beside ours: freshness, runs that succeed and fail, how long pages take."""

from collections.abc import Callable, Sequence

from runway import words
from runway.page_times import Took
from runway.services.connect_page import Pill
from runway.services.sync_page import Goal
from sync.orchestrators.lags import PROMISED, Lags
from sync.orchestrators.pulls import Endings

SUCCEED, FAIL, PAGE_MS = 0.999, 0.01, 3000
KEPT, MISSED, NOTHING = Pill("green", "Kept"), Pill("amber", "Missed"), Pill("grey", "No data")


def goals(lags: Lags, endings: Endings, times: Sequence[Took]) -> tuple[Goal, ...]:
    """The four goals of the audit, as measured: lags and runs over a month, page times over a week."""
    slowest = max(
        (took for took in times if took.p95_ms is not None), key=lambda t: t.p95_ms or 0, default=None
    )
    changes, runs = f"{lags.changes:,} changes, 30 days", f"{endings.ended:,} runs, 30 days"
    return (
        _share(
            "Changes in the mirror within 15 minutes",
            f"{PROMISED:.0%}",
            lags.within_15_min,
            changes,
            lambda share: share >= PROMISED,
        ),
        _share("Runs that end done", f"{SUCCEED:.1%}", endings.success, runs, lambda share: share >= SUCCEED),
        _share(
            "Runs that fail or are lost",
            f"under {FAIL:.0%}",
            endings.failure,
            runs,
            lambda share: share < FAIL,
        ),
        Goal(
            "The slowest page, 95% of its views",
            "under 3 s",
            words.duration(slowest.p95_ms) if slowest else words.UNKNOWN,
            f"{slowest.page}, {slowest.views:,} views, 7 days" if slowest else "no views, 7 days",
            _pill(slowest and slowest.p95_ms, lambda took: took < PAGE_MS),
        ),
    )


def _share(name: str, goal: str, measured: float | None, over: str, is_kept: Callable[[float], bool]) -> Goal:
    return Goal(name, goal, words.share(measured), over, _pill(measured, is_kept))


def _pill(measured: float | None, is_kept: Callable[[float], bool]) -> Pill:
    if measured is None:
        return NOTHING
    return KEPT if is_kept(measured) else MISSED
