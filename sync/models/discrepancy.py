"""What mirror and books were found to say differently."""

from django.db import models
from django.db.models import Q

from core import clock
from core.models import Business
from core.ownership import Ownership
from sync.models.run import SyncRun


class Discrepancy(models.Model):
    """One difference as a run found it. It stands until a later look at the same finds it no more."""

    business = models.ForeignKey(Business, models.CASCADE, related_name="+")
    run = models.ForeignKey(SyncRun, models.SET_NULL, null=True, related_name="+")
    entity = models.CharField(max_length=40)
    qbo_id = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=30, help_text="A DifferenceKind.")
    mirror_says = models.TextField(blank=True)
    qbo_says = models.TextField(blank=True)
    words = models.TextField()
    of_totals = models.BooleanField(
        default=False, help_text="Found in a report, not in a document of its own."
    )
    repaired = models.BooleanField(default=False)
    found_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True, help_text="When it was repaired, or found no more.")

    ownership = Ownership.OPERATIONAL

    class Meta:
        ordering = ["-found_at", "-pk"]
        verbose_name_plural = "discrepancies"
        indexes = [
            models.Index(fields=["business", "found_at"], name="sync_discrepancy_by_day"),
            models.Index(fields=["business"], condition=Q(settled_at=None), name="sync_discrepancy_standing"),
        ]

    def __str__(self) -> str:
        return self.words
