"""`manage.py demo`: a credible company over real HTTP, to its digest in a browser."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rowcol.demo import show
from rowcol.demo.sandbox import COMPANIES
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
        parser.add_argument(
            "--companies",
            type=int,
            default=len(COMPANIES),
            choices=range(1, len(COMPANIES) + 1),
            help="how many companies are founded; the agency is the first",
        )

    def handle(self, *_args: Any, once: bool, json: bool, companies: int, **_options: Any) -> None:
        chosen = COMPANIES[:companies]
        try:
            if not once:
                show.serve(chosen)
            elif not show.once(json, chosen):
                sys.exit(1)
        except (DemoTrouble, DatabaseTrouble, SyncError, OSError) as error:
            raise CommandError(str(error)) from error
