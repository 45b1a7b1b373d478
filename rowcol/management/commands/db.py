"""`manage.py db start|stop|status`: the embedded Postgres."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from rowcol import startup
from rowcol.embedded import DatabaseTrouble, EmbeddedPostgres


class Command(BaseCommand):
    help = "Start, stop or look at the embedded Postgres under var/."
    requires_system_checks: list[str] = []  # it must work before anything else does

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["start", "stop", "status"])

    def handle(self, *_args: Any, action: str, **_options: Any) -> None:
        if settings.DATABASE_URL:
            self._look_at_own_database(action)
            return
        server = EmbeddedPostgres(settings.VAR)
        try:
            getattr(self, action)(server)
        except (DatabaseTrouble, OSError) as error:
            raise CommandError(str(error)) from error

    def start(self, server: EmbeddedPostgres) -> None:
        began = server.start()
        self.stdout.write(f"Database {'started' if began else 'is running'}: {server.url()}")

    def stop(self, server: EmbeddedPostgres) -> None:
        self.stdout.write("Database stopped." if server.stop() else "Database was not running.")

    def status(self, server: EmbeddedPostgres) -> None:
        if not server.answers():
            raise CommandError("Database is down. Start it: make db, or python manage.py db start.")
        self.stdout.write(f"Database is running (process {server.pid()}): {server.url()}")

    def _look_at_own_database(self, action: str) -> None:
        if said := startup.database_outage():
            raise CommandError(said)
        self.stdout.write(f"DATABASE_URL is set and answers; there is nothing to {action} here.")
