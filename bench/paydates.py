"""How near the pay-date model comes on books of several kinds, beside the best convention, and how long it takes."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bench.payers import noisy, punctual
from runway.calculators.backtest.scores import Backtest, backtest
from runway.calculators.backtest.table import obligations
from runway.calculators.paydates.history import History, history_of

RECEIVABLES = Path(__file__).resolve().parents[2] / "shared" / "forecast" / "receivables.csv"

BOOKS: dict[str, Callable[[], History]] = {
    "punctual": lambda: punctual(1),
    "punctual, batches held up": lambda: punctual(2, batches=0.35),
    "punctual, small": lambda: punctual(3, documents=3_000, parties=200),
    "noisy bills": lambda: noisy(1),
    "noisy bills, great backlog": lambda: noisy(2, backlog=0.7),
    "noisy bills, no backlog": lambda: noisy(3, backlog=0.0),
}


def run() -> Mapping[str, Any]:
    """Figures by book; the receivables with real pay dates are among them where they are at hand."""
    books = dict(BOOKS)
    if RECEIVABLES.exists():
        books["receivables"] = receivables
    return {name: _figures(make()) for name, make in books.items()}


def receivables() -> History:
    """The shared table of real invoices."""
    with RECEIVABLES.open(newline="") as lines:
        return history_of(obligations(lines))


def _figures(history: History) -> Mapping[str, Any]:
    begun = time.perf_counter()
    found = backtest(history)
    seconds = time.perf_counter() - begun
    return {
        "pay_date_days": found.ours.pay_date_days,
        "pay_date_days_best_convention": _best(found, "pay_date_days"),
        "weekly_receipts_percent": found.ours.weekly_receipts_percent,
        "weekly_receipts_percent_best_convention": _best(found, "weekly_receipts_percent"),
        "band_coverage_percent": found.ours.band_coverage_percent,
        "rules": ", ".join(sorted(set(found.rules))),
        "documents": found.documents,
        "seconds": seconds,
    }


def _best(found: Backtest, figure: str) -> float | None:
    return min((getattr(score, figure) for score in found.conventions.values()), default=None)
