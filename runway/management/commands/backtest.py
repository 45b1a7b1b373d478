"""Prints how well pay dates and weekly receipts would have been foretold, beside what spreadsheets do."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from runway.calculators.backtest.scores import Backtest, Score, backtest
from runway.calculators.backtest.table import COLUMNS, UnfitTable, obligations
from runway.calculators.paydates.history import history_of

ROW = "{:<28} {:>10} {:>16} {:>10}"
OURS = "this model"


class Command(BaseCommand):
    """One line a way to predict; with --json the last line is one JSON object.

    Its fields: `documents`, `open_documents`, `counterparties`, `judged_documents`, `snapshots` (dates), `rules` (how
    the book chose to spread money on each of them), `ours` and `conventions` (by name), each with `pay_date_days`,
    `weekly_receipts_percent`, `band_coverage_percent`. What cannot be judged is null.
    """

    help = "Score the pay-date model on a CSV of past documents, as of each day, beside three conventions (RUNWAY 4)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("csv", type=Path, help=f"a file with the columns {', '.join(COLUMNS)}")
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")

    def handle(self, *_args: Any, **options: Any) -> None:
        found = backtest(history_of(_read(options["csv"])))
        if options["json"]:
            self.stdout.write(json.dumps(asdict(found), default=str))
        else:
            self.stdout.writelines(f"{line}\n" for line in _table(found))


def _read(path: Path) -> list[Any]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return obligations(lines)
    except UnfitTable as unfit:
        raise CommandError(f"{path.name} cannot be used. Mend these rows and run again:\n{unfit}") from unfit
    except UnicodeDecodeError as error:
        raise CommandError(
            f"{path.name} is not text in UTF-8. Save it as CSV (UTF-8) and run again."
        ) from error
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error


def _table(found: Backtest) -> Iterator[str]:
    yield (
        f"{found.documents:,} documents of {found.counterparties:,} parties, {found.open_documents:,} of them open; "
        f"judged on {found.judged_documents:,} documents and {len(found.snapshots)} snapshots"
    )
    yield ROW.format("", "pay date", "weekly receipts", "80 % band")
    yield _line(OURS, found.ours)
    for name, score in found.conventions.items():
        yield _line(name.replace("_", " "), score)
    if found.rules:
        yield f"money laid over weeks by: {', '.join(sorted(set(found.rules)))}"


def _line(name: str, score: Score) -> str:
    return ROW.format(
        name,
        _figure(score.pay_date_days, "days"),
        _figure(score.weekly_receipts_percent, "%"),
        _figure(score.band_coverage_percent, "%"),
    )


def _figure(value: float | None, unit: str) -> str:
    return "-" if value is None else f"{value:.1f} {unit}"
