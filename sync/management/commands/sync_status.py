"""Prints how old and how complete each mirror is, and what is under way."""

import json
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core import clock
from sync.orchestrators.health import BusinessStatus, EntityStatus, RunStatus, sync_status

ROW = "  {:<22} {:>10} {:>14} {:>12}"


class Command(BaseCommand):
    """One block a business; with --json the last line is one JSON object."""

    help = "Show every mirror's health, the runs under way, and rows, age and quarantined objects of each entity."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of tables")

    def handle(self, *_args: Any, **options: Any) -> None:
        now = clock.now()
        statuses = sync_status(now)
        if options["json"]:
            self.stdout.write(json.dumps({"businesses": [_as_json(status) for status in statuses]}))
        elif not statuses:
            self.stdout.write("No business yet. Connect one, or run: manage.py demo")
        else:
            for status in statuses:
                self._print(status, now)

    def _print(self, status: BusinessStatus, now: datetime) -> None:
        self.stdout.write(f"{status.slug}: {status.health}, as of {_ago(status.age_seconds)}")
        if status.last_error:
            self.stdout.write(f"  last error: {status.last_error}")
        for run in status.runs:
            self.stdout.write(f"  {_said(run, now)}")
        self.stdout.write(ROW.format("entity", "rows", "as of", "quarantined"))
        for entity in status.entities:
            self.stdout.write(
                ROW.format(entity.entity, entity.rows, _ago(entity.age_seconds), entity.quarantined)
            )


def _as_json(status: BusinessStatus) -> dict[str, Any]:
    return {
        "slug": status.slug,
        "health": status.health,
        "as_of": status.as_of and status.as_of.isoformat(),
        "age_seconds": status.age_seconds,
        "last_error": status.last_error,
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


def _said(run: RunStatus, now: datetime) -> str:
    """One line: what it is, for how long and where, and what it has read so far."""
    lasting = timedelta(seconds=max(0, int((now - run.since).total_seconds())))
    read = ", ".join(f"{entity} {tally['read']:,}" for entity, tally in sorted(run.tallies.items()))
    return f"{run.kind} {run.state} for {lasting}, {run.worker or 'no worker yet'}; read: {read or 'nothing yet'}"


def _ago(age_seconds: int | None) -> str:
    return "not read yet" if age_seconds is None else f"{timedelta(seconds=age_seconds)} ago"
