"""Seals every stored token anew with the first of TOKEN_ENCRYPTION_KEYS; then the older keys may go."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from core import audit
from sync.errors import CannotUnseal
from sync.models import Connection
from sync.vault import reseal


class Command(BaseCommand):
    help = "Seal all stored tokens anew with the first of TOKEN_ENCRYPTION_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        """Says how many connections were sealed anew; fails, naming them, if some open with no key."""
        rows = list(Connection.objects.exclude(refresh_token="").values_list("pk", flat=True))
        shut = [name for pk in rows if (name := _rotate(pk))]
        audit.record("manage.py", "token keys rotated", connections=len(rows) - len(shut), shut=len(shut))
        self.stdout.write(f"{len(rows) - len(shut)} of {len(rows)} connections sealed with the first key.")
        if shut:
            raise CommandError(f"{CannotUnseal()} Still sealed with another key: {', '.join(shut)}.")


@transaction.atomic
def _rotate(pk: int) -> str:
    """Seal one connection anew; the name of its business if its tokens do not open."""
    connection = Connection.objects.select_for_update().get(pk=pk)
    try:
        connection.refresh_token = reseal(connection.refresh_token) if connection.refresh_token else ""
        connection.access_token = reseal(connection.access_token) if connection.access_token else ""
    except CannotUnseal:
        return connection.business.slug
    connection.save(update_fields=["access_token", "refresh_token"])
    return ""
