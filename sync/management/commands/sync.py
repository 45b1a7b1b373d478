"""manage.py sync: fill the mirrors of businesses and bring them up to date, with progress."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.mirror import Mirror
from core.models import Business
from sync import entities
from sync.errors import SyncError
from sync.merge import Tally
from sync.models import Connection, RunState, SyncRun
from sync.orchestrators import mirror
from sync.runs import AlreadyRunning, JoinedRunFailed, follow


class Command(BaseCommand):
    """Backfill what is not filled, else pull what changed; one business that fails does not stop the others."""

    help = "Fill the mirrors and bring them up to date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--business", nargs="+", metavar="SLUG", help="only these businesses")
        which.add_argument("--all", action="store_true", help="every connected business (the default)")
        parser.add_argument(
            "--entity", nargs="+", metavar="NAME", default=[], help="read only these entities afresh"
        )
        parser.add_argument("--full", action="store_true", help="read everything afresh")

    def handle(self, *_args: Any, **options: Any) -> None:
        failed = []
        models, businesses = self._models(options["entity"]), chosen(options["business"])
        if not businesses:
            self.stdout.write("No business is connected to QuickBooks yet.")
        for business in businesses:
            try:
                self._sync(business, models, options["full"] or bool(options["entity"]))
            except SyncError as why:
                failed.append(business.slug)
                self.stderr.write(f"{business.slug}: {why}")
        if failed:
            raise CommandError(f"Not brought up to date: {', '.join(failed)}.")

    def _models(self, names: list[str]) -> list[type[Mirror]]:
        try:
            return entities.named(names)
        except entities.UnknownEntity as why:
            raise CommandError(str(why)) from why

    def _sync(self, business: Business, models: list[type[Mirror]], full: bool) -> None:
        run = self._run(business, models, full)
        merged = ", ".join(
            f"{name} {sum(_changed(t))}" for name, t in sorted(run.tallies.items()) if any(_changed(t))
        )
        self.stdout.write(
            f"{business.slug}: {run.kind} {run.state}, {run.calls} calls; changed: {merged or 'nothing'}"
        )

    def _run(self, business: Business, models: list[type[Mirror]], full: bool) -> SyncRun:
        """The run that did it: ours, or the one already under way, unless its worker is lost."""
        while True:
            try:
                return self._pull(business, models, full)
            except AlreadyRunning as joined:
                self.stderr.write(f"{business.slug}: {joined}")
                run = self._follow(joined.run)
                if run.state == RunState.FAILED:
                    raise JoinedRunFailed(run.error) from None
                if run.state != RunState.LOST:
                    return run

    def _pull(self, business: Business, models: list[type[Mirror]], full: bool) -> SyncRun:
        if full or not entities.all_read(business):
            return mirror.backfill(business, progress=self._progress, only=models, full=full)
        return mirror.pull_changes(business)

    def _follow(self, run: SyncRun) -> SyncRun:
        """The run when it has ended; meanwhile its progress is told."""
        told: dict[str, int] = {}
        for now in follow(run):
            for entity, tally in sorted(now.tallies.items()):
                if told.get(entity) != tally["read"]:
                    told[entity] = tally["read"]
                    self._say(entity, tally["read"], " ...")
        return run

    def _progress(self, entity: str, tally: Tally, last: bool) -> None:
        self._say(entity, tally.read, "" if last else " ...")

    def _say(self, entity: str, read: int, more: str) -> None:
        self.stderr.write(f"  {entity:<22} {read:>9,} read{more}")


def _changed(tally: dict[str, int]) -> tuple[int, int, int]:
    return tally["inserted"], tally["updated"], tally["deleted"]


def chosen(slugs: list[str] | None) -> list[Business]:
    """The connected businesses that the slugs name, or all; an unknown slug lists the valid ones."""
    connected = Business.objects.filter(pk__in=Connection.objects.values("business"))
    if not slugs:
        return list(connected)
    found = list(connected.filter(slug__in=slugs))
    unknown = sorted(set(slugs) - {business.slug for business in found})
    if unknown:
        valid = ", ".join(connected.values_list("slug", flat=True)) or "none yet: connect one first"
        raise CommandError(f"No connected business named {', '.join(unknown)}. Connected: {valid}.")
    return found
