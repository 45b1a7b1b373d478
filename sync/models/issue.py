"""Objects that could not be mirrored, kept with everything needed to try again."""

from django.db import models

from core import clock
from core.models import Business
from core.ownership import Ownership


class SyncIssue(models.Model):
    """One QBO object in quarantine. The payload is bytes, since jsonb refuses what some of them hold."""

    business = models.ForeignKey(Business, models.CASCADE, related_name="+")
    entity = models.CharField(max_length=40)
    qbo_id = models.CharField(max_length=200, blank=True)
    reason = models.TextField()
    payload = models.BinaryField()
    first_seen_at = models.DateTimeField(default=clock.now)
    last_seen_at = models.DateTimeField(default=clock.now)
    times_seen = models.PositiveIntegerField(default=1)
    resolved_at = models.DateTimeField(null=True, blank=True)

    ownership = Ownership.OPERATIONAL

    class Meta:
        ordering = ["-last_seen_at"]
        constraints = [
            models.UniqueConstraint(fields=["business", "entity", "qbo_id"], name="sync_issue_once"),
        ]

    def __str__(self) -> str:
        return f"{self.entity} {self.qbo_id or '(no id)'}: {self.reason}"
