"""The door to one QBO company."""

from datetime import datetime

from django.db import models

from core import clock
from core.models import Business
from core.ownership import Ownership


def may_call(broken_at: datetime | None, ended_at: datetime | None) -> bool:
    """Whether a connection with these columns may make calls: the rule of `Connection` for whoever reads columns."""
    return broken_at is None and ended_at is None


class ConnectionQuerySet(models.QuerySet["Connection"]):
    """Connections, chosen by the conclusions that their methods draw."""

    def usable(self) -> "ConnectionQuerySet":
        """Those with which calls may be made: neither broken nor ended."""
        return self.filter(broken_at=None, ended_at=None)


class Connection(models.Model):
    """One business's grant at QBO. Tokens are sealed (sync/vault.py); times are facts, conclusions are methods."""

    business = models.OneToOneField(Business, models.CASCADE, related_name="+")
    realm_id = models.CharField(max_length=32)
    environment = models.CharField(max_length=20)
    access_token = models.TextField(blank=True)
    refresh_token = models.TextField(blank=True)
    access_expires_at = models.DateTimeField(null=True)
    refresh_expires_at = models.DateTimeField(null=True)
    refresh_ends_at = models.DateTimeField(
        null=True, help_text="Five years after the consent; never extended."
    )
    refreshed_at = models.DateTimeField(null=True)
    refusals = models.PositiveSmallIntegerField(
        default=0, help_text="How often since then QBO refused an access token that it had just given."
    )
    refused_since = models.DateTimeField(null=True)
    connected_at = models.DateTimeField(default=clock.now)
    broken_at = models.DateTimeField(null=True)
    broken_why = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, help_text="When a person let go of it; the mirror stays.")

    ownership = Ownership.OPERATIONAL
    objects = ConnectionQuerySet.as_manager()

    class Meta:
        constraints = [
            # What a business let go of, another may connect; its own mirror still knows which company it is of.
            models.UniqueConstraint(
                fields=["realm_id"], condition=models.Q(ended_at=None), name="sync_company_held_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.business} at QBO company {self.realm_id}"

    def is_usable(self) -> bool:
        """Whether calls may be made; a broken connection waits for a person, an ended one for a new consent."""
        return may_call(self.broken_at, self.ended_at)

    def access_is_fresh(self, now: datetime) -> bool:
        """Whether the access token still has a minute to live."""
        return self.access_expires_at is not None and (self.access_expires_at - now).total_seconds() > 60

    def has_lapsed(self, now: datetime) -> bool:
        """Whether its consent is over by the calendar; no call can tell more."""
        ends = self.consent_ends_at()
        return ends is not None and ends <= now

    def consent_ends_at(self) -> datetime | None:
        """When the refresh token dies: 100 days after its last use, or five years after the consent (API_FACTS 6.3)."""
        known = [at for at in (self.refresh_expires_at, self.refresh_ends_at) if at is not None]
        return min(known, default=None)
