"""Prints how fresh the mirrors were: which share of changes came in time, and what is left of the error budget."""

import json
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import clock
from core.models import Business
from sync.orchestrators.lags import PROMISED, Lags, lags_of

ROW = "{:<36} {:>9} {:>13} {:>15}"


class Command(BaseCommand):
    """A table; with --json the last line is one JSON object."""

    help = "Show the share of changes that were in the mirror within 60 seconds and 15 minutes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=7, help="UTC days to look back, today included (7)")
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["days"] < 1:
            raise CommandError(f"--days {options['days']}: give at least 1, which is today.")
        businesses = list(Business.objects.order_by("slug"))
        found = lags_of(businesses, clock.now(), options["days"])
        each = [(business.slug, found[business.pk]) for business in businesses]
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(options["days"], each)))
        else:
            self._print(options["days"], each)

    def _print(self, days: int, each: Sequence[tuple[str, Lags]]) -> None:
        self.stdout.write(ROW.format("business", "changes", "within 60 s", "within 15 min"))
        for slug, lags in [*each, ("all", _all(each))]:
            shares = (_percent(lags.within_60_s), _percent(lags.within_15_min))
            self.stdout.write(ROW.format(slug[:36], f"{lags.changes:,}", *shares))
        left = _percent(_all(each).budget_left)
        span = "today" if days == 1 else f"{days} days"
        self.stdout.write(f"{span}; promise: {PROMISED:.0%} within 15 min; error budget left: {left}")


def _as_json(days: int, each: Sequence[tuple[str, Lags]]) -> dict[str, Any]:
    return {
        **_shares(_all(each)),
        "days": days,
        "promise": PROMISED,
        "error_budget_left": _all(each).budget_left,
        "businesses": [{"slug": slug, **_shares(lags)} for slug, lags in each],
    }


def _shares(lags: Lags) -> dict[str, Any]:
    return {
        "within_15_min": lags.within_15_min,
        "within_60_s": lags.within_60_s,
        "changes": lags.changes,
    }


def _all(each: Sequence[tuple[str, Lags]]) -> Lags:
    return sum((lags for _, lags in each), Lags())


def _percent(share: float | None) -> str:
    return "no changes" if share is None else f"{share:.1%}"
