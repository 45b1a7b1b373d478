"""The trail of what was done."""

from django.db import models

from core import clock
from core.ownership import Ownership


class AuditEntry(models.Model):
    """Who did what and when. Append only: a database trigger refuses any change.

    People and businesses are kept as plain values, so that the trail outlives them.
    """

    at = models.DateTimeField(default=clock.now)
    business_id = models.BigIntegerField(null=True, db_index=True)
    actor = models.CharField(
        max_length=254, help_text="E-mail address, or the name of the process that acted."
    )
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=200, blank=True)
    detail = models.JSONField(default=dict, blank=True)

    ownership = Ownership.LOG

    class Meta:
        verbose_name_plural = "audit entries"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.action} {self.subject}"
