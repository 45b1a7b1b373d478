"""How long changes took from QuickBooks to the mirror, as counts that may be dropped."""

from django.db import models

from core.models import Business
from core.ownership import Ownership


class ChangeLag(models.Model):
    """Changes of one entity that were merged on one UTC day, each counted once, under the shortest span it fits in."""

    business = models.ForeignKey(Business, models.CASCADE, related_name="+")
    day = models.DateField()
    entity = models.CharField(max_length=40)
    within_10_s = models.PositiveIntegerField(default=0)
    within_60_s = models.PositiveIntegerField(default=0)
    within_5_min = models.PositiveIntegerField(default=0)
    within_15_min = models.PositiveIntegerField(default=0)
    within_1_h = models.PositiveIntegerField(default=0)
    later = models.PositiveIntegerField(default=0)

    ownership = Ownership.DERIVED

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "entity", "day"], name="sync_lag_once")]
        indexes = [models.Index(fields=["day", "business"], name="sync_lag_by_day")]

    def __str__(self) -> str:
        return f"lags of {self.entity} of {self.business} on {self.day}"
