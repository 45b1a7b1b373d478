"""Prints how old and how complete each mirror is, what is under way, and how the runs of a month ended."""

import json
import textwrap
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core import clock
from core.models import Business
from sync.orchestrators.health import BusinessHealth, BusinessStatus, EntityStatus, RunStatus, sync_status
from sync.orchestrators.pulls import Endings, endings_of
from sync.orchestrators.spending import Spending, spending
from sync.orchestrators.usage import Budget

ROW = "  {:<22} {:>11} {:>26} {:>12}"
WIDTH, MONTH_DAYS = 80, 30


class Command(BaseCommand):
    """One block a business; with --json the last line is one JSON object."""

    help = "Show every mirror's health, the runs under way, and rows, age and quarantined objects of each entity."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of tables")

    def handle(self, *_args: Any, **options: Any) -> None:
        now = clock.now()
        statuses = sync_status(now, count=True)
        if options["json"]:
            said = {"businesses": [_as_json(status) for status in statuses], "budget": _spent(spending(now))}
            self.stdout.write(json.dumps(said | {"runs_of_30_days": _ended(_endings(now))}))
        elif not statuses:
            self.stdout.write("No business yet. Connect one, or run: manage.py demo")
        else:
            for status in statuses:
                self._print(status, now)
            self.stdout.write(_in_words(spending(now).budget))
            self.stdout.write(_endings_in_words(_endings(now)))

    def _print(self, status: BusinessStatus, now: datetime) -> None:
        self.stdout.write(f"{status.slug}: {status.health}, as of {_ago(status.age_seconds)}")
        self._say(status.reason)
        self._say(f"last good pull {_since(status.last_ok_at, now)}, next {_until(status.next_at, now)}")
        self._say(
            f"{status.rows:,} rows, {status.quarantined:,} quarantined, {status.calls_today:,} calls today"
        )
        if status.last_error and status.last_error not in status.reason:
            self._say(f"last error: {status.last_error}")
        for run in status.runs:
            self._say(_said(run, now))
        self.stdout.write(ROW.format("entity", "rows", "as of", "quarantined"))
        for entity in status.entities:
            self.stdout.write(
                ROW.format(entity.entity, f"{entity.rows:,}", _ago(entity.age_seconds), entity.quarantined)
            )

    def _say(self, sentence: str) -> None:
        lines = textwrap.wrap(sentence, WIDTH, initial_indent="  ", subsequent_indent="    ")
        self.stdout.writelines(f"{line}\n" for line in lines)


def _as_json(status: BusinessStatus) -> dict[str, Any]:
    return {
        **{each.name: _plain(getattr(status, each.name)) for each in fields(BusinessHealth)},
        "changes": status.changes,
        "within_15_min": status.within_15_min,
        "runs": [_run_as_json(run) for run in status.runs],
        "entities": {entity.entity: _entity_as_json(entity) for entity in status.entities},
    }


def _run_as_json(run: RunStatus) -> dict[str, Any]:
    return {
        "kind": run.kind,
        "state": run.state,
        "since": run.since.isoformat(),
        "worker": run.worker,
        "tallies": run.tallies,
    }


def _entity_as_json(entity: EntityStatus) -> dict[str, Any]:
    return {
        "rows": entity.rows,
        "as_of": entity.as_of and entity.as_of.isoformat(),
        "age_seconds": entity.age_seconds,
        "quarantined": entity.quarantined,
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _spent(spent: Spending) -> dict[str, Any]:
    month = spent.budget
    return {
        "month": f"{month.month:%Y-%m}",
        "limit": month.limit,
        "used": month.used,
        "share": month.share,
        "forecast": month.forecast,
        "pace": month.pace,
        "stretch": month.stretch,
        "by_class": spent.by_class,
    }


def _in_words(month: Budget) -> str:
    of = f" of {month.limit:,} ({month.share:.1%})" if month.limit else ", no limit"
    ahead = f"{month.forecast:,} by its end at this pace"
    return f"reads of {month.month:%B}: {month.used:,}{of}, {ahead}"


def _endings(now: datetime) -> Endings:
    return endings_of(Business.objects.all(), now, MONTH_DAYS)


def _ended(runs: Endings) -> dict[str, Any]:
    return asdict(runs) | {"success": runs.success, "failure": runs.failure}


def _endings_in_words(runs: Endings) -> str:
    said = f"runs that ended in {MONTH_DAYS} days: {runs.ended:,}"
    if runs.success is None or runs.failure is None:
        return said
    return f"{said}; {runs.success:.2%} done, {runs.failure:.2%} failed or lost"


def _since(at: datetime | None, now: datetime) -> str:
    return "never" if at is None else _ago(max(0, int((now - at).total_seconds())))


def _until(at: datetime | None, now: datetime) -> str:
    if at is None:
        return "not planned"
    left = timedelta(seconds=int((at - now).total_seconds()))
    return f"in {left}" if left > timedelta(0) else "due"


def _said(run: RunStatus, now: datetime) -> str:
    """One line: what it is, for how long and where, and what it has read so far."""
    lasting = timedelta(seconds=max(0, int((now - run.since).total_seconds())))
    read = ", ".join(f"{entity} {tally['read']:,}" for entity, tally in sorted(run.tallies.items()))
    return f"{run.kind} {run.state} for {lasting}, {run.worker or 'no worker yet'}; read: {read or 'nothing yet'}"


def _ago(age_seconds: int | None) -> str:
    return "not read yet" if age_seconds is None else f"{timedelta(seconds=age_seconds)} ago"
