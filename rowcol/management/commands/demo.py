"""`manage.py demo`: a credible company over real HTTP, to its digest in a browser."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rowcol.demo import show
from rowcol.demo.trouble import DemoTrouble
from rowcol.embedded import DatabaseTrouble
from sync.errors import SyncError


class Command(BaseCommand):
    help = "Start everything on this machine and open the books of a made-up company."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="set up, sync, print a summary, stop")
        parser.add_argument(
            "--json", action="store_true", help="with --once: one JSON object on the last line"
        )

    def handle(self, *_args: Any, once: bool, json: bool, **_options: Any) -> None:
        try:
            if not once:
                show.serve()
            elif not show.once(as_json=json):
                sys.exit(1)
        except (DemoTrouble, DatabaseTrouble, SyncError, OSError) as error:
            raise CommandError(str(error)) from error
