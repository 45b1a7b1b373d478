"""What somebody should know of: one row for as long as its cause holds."""

from django.db import models
from django.db.models import Q

from core import clock
from core.models import Business
from core.ownership import Ownership


class AlertKind(models.TextChoices):
    """What is wrong, as people read it."""

    STALE = "late beyond the promise", "late beyond the promise"
    FAILING = "reading fails", "reading fails"
    RECONNECT = "reconnect needed", "reconnect needed"
    CONSENT_ENDS = "consent near its end", "consent near its end"
    BUDGET = "read budget", "read budget"
    DRIFT = "schema drift", "schema drift"
    QUARANTINE = "unreadable objects", "unreadable objects"
    DIFFERENCES = "books and mirror differ", "books and mirror differ"
    QUALITY = "data quality", "data quality"
    SILENCE = "background work is down", "background work is down"


class Alert(models.Model):
    """One cause: open while it holds, resolved by itself when it does not; acknowledged when a person says so.

    `subject` tells causes of one kind and business apart: an entity, a feed, a process, a threshold.
    """

    kind = models.CharField(max_length=30, choices=AlertKind.choices)
    business = models.ForeignKey(Business, models.CASCADE, null=True, blank=True, related_name="+")
    subject = models.CharField(max_length=60, blank=True)
    words = models.TextField()
    opened_at = models.DateTimeField(default=clock.now)
    last_seen_at = models.DateTimeField(default=clock.now)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.CharField(max_length=254, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, help_text="When everyone had been told that it opened.")
    end_mailed_at = models.DateTimeField(null=True, help_text="When all those had been told of its end.")
    told = models.JSONField(default=list, help_text="Addresses that were told that it opened.")
    told_of_end = models.JSONField(default=list, help_text="Those that were told of its end.")

    ownership = Ownership.OPERATIONAL

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "business", "subject"],
                condition=Q(resolved_at=None),
                nulls_distinct=False,
                name="sync_alert_one_open",
            )
        ]
        indexes = [
            models.Index(fields=["end_mailed_at", "resolved_at"], name="sync_alert_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.business}: {self.kind}" if self.business else self.kind
