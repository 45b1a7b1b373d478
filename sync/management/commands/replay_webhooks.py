"""manage.py replay_webhooks: have stored deliveries taken apart and handled again."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet

from sync import deliveries
from sync.models import WebhookDelivery


class Command(BaseCommand):
    """Says how many; the worker does it, and reads nothing that the mirror has read since it happened."""

    help = "Take stored webhook deliveries apart again and handle what they tell of again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--since", metavar="INSTANT", help="received then or later; ISO 8601 with offset")
        parser.add_argument("--delivery", nargs="+", type=int, default=[], metavar="ID", help="these alone")

    def handle(self, *_args: Any, **options: Any) -> None:
        count = deliveries.replay(_chosen(options["since"], options["delivery"]))
        which = "1 delivery" if count == 1 else f"{count} deliveries"
        self.stdout.write(f"{which} will be taken apart again; the list in the admin shows how it goes.")


def _chosen(since: str | None, keys: list[int]) -> QuerySet[WebhookDelivery]:
    if not since and not keys:
        raise CommandError("Say which: --since INSTANT, or --delivery ID ...")
    found = WebhookDelivery.objects.all()
    if since:
        found = found.filter(received_at__gte=_instant(since))
    if keys:
        found = found.filter(pk__in=keys)
        if missing := sorted(
            set(keys) - set(WebhookDelivery.objects.filter(pk__in=keys).values_list("pk", flat=True))
        ):
            raise CommandError(
                f"No delivery {', '.join(map(str, missing))}; the admin lists those that are kept."
            )
    return found


def _instant(given: str) -> datetime:
    try:
        found = datetime.fromisoformat(given)
    except ValueError:
        raise CommandError(f"{given!r} is no instant; give one like 2026-11-20T08:00:00-08:00.") from None
    if found.tzinfo is None:
        raise CommandError(f"{given} has no offset; give one like 2026-11-20T08:00:00-08:00.")
    return found
