"""manage.py reconcile: hold mirrors against QuickBooks, repair what differs, and say what it was."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.models import Business
from sync.differences import tie
from sync.errors import SyncError
from sync.management.commands.sync import chosen
from sync.merge import Tally
from sync.orchestrators.reconcile import Reconciled, reconcile


class Command(BaseCommand):
    """A line for each difference; with --json the last line is one JSON object. Fails where books do not agree."""

    help = "Hold the mirrors of businesses against QuickBooks, repair them, and list what differed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--business", nargs="+", metavar="SLUG", help="only these businesses")
        which.add_argument("--all", action="store_true", help="every connected business (the default)")
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")

    def handle(self, *_args: Any, **options: Any) -> None:
        done: list[tuple[str, Reconciled]] = []
        failed = []
        for business in chosen(options["business"]):
            try:
                done.append((business.slug, self._reconcile(business, options["json"])))
            except SyncError as why:
                failed.append(business.slug)
                self.stderr.write(f"{business.slug}: {why}")
        if options["json"]:
            self.stdout.write(json.dumps({"businesses": [_as_json(slug, found) for slug, found in done]}))
        _insist(failed, [slug for slug, found in done if not found.ties])

    def _reconcile(self, business: Business, quiet: bool) -> Reconciled:
        found = reconcile(business, progress=self._progress)
        if not quiet:
            for one in found.differences:
                self.stdout.write(f"  {one.words}{' Repaired.' if one.repaired else ''}")
            count = len(found.differences)
            self.stdout.write(
                f"{business.slug}: {_said(found)}; {count} differences, {found.repaired} repaired"
            )
        return found

    def _progress(self, entity: str, tally: Tally, _last: bool) -> None:
        self.stderr.write(f"  {entity:<22} {tally.read:>9,} compared")


def _said(found: Reconciled) -> str:
    if found.ties:
        return "books and mirror agree"
    if tie(found.differences):
        return "the books moved while they were compared; reconcile again"
    return "books and mirror do not agree"


def _as_json(slug: str, found: Reconciled) -> dict[str, Any]:
    return {
        "slug": slug,
        "ties": found.ties,
        "differences": [one.as_json() for one in found.differences],
        "repaired": found.repaired,
        "moving": found.moving,
    }


def _insist(failed: list[str], untied: list[str]) -> None:
    if failed:
        raise CommandError(f"Not reconciled: {', '.join(failed)}.")
    if untied:
        raise CommandError(f"Books and mirror were not found to agree: {', '.join(untied)}.")
