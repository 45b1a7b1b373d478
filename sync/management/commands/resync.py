"""manage.py resync: read named objects of one business again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import audit
from sync import entities
from sync.errors import Postponed, SyncError, Unreachable, Unreadable
from sync.management.commands.sync import chosen
from sync.models import RunState, SyncRun
from sync.orchestrators.named import became, read_named

AGAIN = "Nobody asks again for this by itself: run the command again later."


class Command(BaseCommand):
    """Says in one line what became of each object; fails where one could not be read or nobody knows it."""

    help = "Read named objects of one business again and merge them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--business", required=True, metavar="SLUG")
        parser.add_argument(
            "--entity", required=True, metavar="NAME", help="one entity, as QuickBooks names it"
        )
        parser.add_argument("--id", required=True, nargs="+", metavar="ID", dest="ids", help="QuickBooks ids")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            [model] = entities.named([options["entity"]])
            [business] = chosen([options["business"]])
            named = f"{model.qbo.name} {', '.join(options['ids'])}"[:200]
            audit.record("manage.py", "objects read again", business=business, subject=named)
            run = read_named(business, {model: options["ids"]})
        except (Unreachable, Unreadable, Postponed) as why:
            raise CommandError(f"{why.sentence()} {AGAIN}") from why
        except SyncError as why:
            raise CommandError(str(why)) from why
        self.stdout.write(
            f"{business.slug}: {model.qbo.name} {became(run, model.qbo.name)}, {run.calls} calls"
        )
        _insist_on_all(run, model.qbo.name)


def _insist_on_all(run: SyncRun, entity: str) -> None:
    if run.state != RunState.DONE:
        raise CommandError(run.error)
    if odd := run.tallies.get(entity, {}).get("quarantined"):
        raise CommandError(f"{odd} could not be read; the issues in the admin say why.")
