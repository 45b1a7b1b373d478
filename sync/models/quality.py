"""What was found when mirrors were looked over, invariants and entities by day; and what is tolerated."""

from django.db import models

from core import clock
from core.models import Business
from core.ownership import Ownership


class QualityCheck(models.Model):
    """How one invariant held on one UTC day, as last looked: for a business's books, or for all of them together."""

    business = models.ForeignKey(Business, models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=40)
    day = models.DateField()
    checked_at = models.DateTimeField(default=clock.now)
    generation = models.BigIntegerField(default=0, help_text="Of the mirror that was looked at.")
    violations = models.PositiveIntegerField(default=0)
    worst = models.PositiveIntegerField(default=0, help_text="Most violations that were found on that day.")
    examples = models.JSONField(default=list, help_text="The first of them, by document.")

    ownership = Ownership.OPERATIONAL

    class Meta:
        ordering = ["-day", "business", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["business", "name", "day"], nulls_distinct=False, name="sync_check_once_a_day"
            )
        ]
        indexes = [models.Index(fields=["day", "business"], name="sync_check_by_day")]

    def __str__(self) -> str:
        return f"{self.name} of {self.business or 'all businesses'} on {self.day}"


class EntityQuality(models.Model):
    """What one entity of one business was like on one UTC day: its last rows and oddities, its greatest age."""

    business = models.ForeignKey(Business, models.CASCADE, related_name="+")
    entity = models.CharField(max_length=40)
    day = models.DateField()
    measured_at = models.DateTimeField(default=clock.now)
    rows = models.PositiveIntegerField(default=0)
    oldest_seconds = models.PositiveIntegerField(
        null=True, help_text="Greatest age that was measured that day."
    )
    quarantined = models.PositiveIntegerField(default=0)
    drift = models.PositiveIntegerField(default=0, help_text="Keys that came after the first reading.")
    differences = models.PositiveIntegerField(
        null=True, help_text="Open since the last reconciliation; empty where there was none."
    )

    ownership = Ownership.OPERATIONAL

    class Meta:
        ordering = ["-day", "business", "entity"]
        verbose_name_plural = "entity qualities"
        constraints = [
            models.UniqueConstraint(fields=["business", "entity", "day"], name="sync_quality_once_a_day")
        ]
        indexes = [models.Index(fields=["day", "business"], name="sync_quality_by_day")]

    def __str__(self) -> str:
        return f"{self.entity} of {self.business} on {self.day}"


class QualityThresholds(models.Model):
    """What one business tolerates before an alert opens, where that is not what the settings say for all."""

    business = models.OneToOneField(Business, models.CASCADE, primary_key=True, related_name="+")
    violations = models.PositiveIntegerField(null=True, blank=True, help_text="Of one invariant.")
    age_seconds = models.PositiveIntegerField(
        null=True, blank=True, help_text="Of any entity that changes carry."
    )
    quarantined_percent = models.FloatField(null=True, blank=True, help_text="Of an entity's objects.")
    drift = models.PositiveIntegerField(null=True, blank=True, help_text="New keys of an entity.")
    differences = models.PositiveIntegerField(null=True, blank=True, help_text="Open, of an entity.")

    ownership = Ownership.OWNED

    class Meta:
        verbose_name_plural = "quality thresholds"

    def __str__(self) -> str:
        return f"thresholds of {self.business}"
