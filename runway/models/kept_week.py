"""A Monday's forecast as it was, so that it can be shown again, bridged to and scored (RUNWAY 4)."""

from django.db import models
from django.db.models import F, Q

from core.models import Business
from core.ownership import Ownership


class KeptWeek(models.Model):
    """What was forecast on one Monday; written once, the database lets nobody alter it.

    `on` is the business's own date that it was made for, later than `monday` where that day was missed. `body` is the
    forecast (`kept` of calculators/keeping.py), `sheet` the sheet as it was shown (its `kept_sheet`).
    """

    business = models.ForeignKey(Business, models.CASCADE, related_name="+")
    monday = models.DateField()
    on = models.DateField()
    kept_at = models.DateTimeField()
    as_of = models.DateTimeField(help_text="When the books that it rests on were read.")
    generation = models.BigIntegerField(help_text="That of the mirror that it rests on.")
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=10, help_text="red, amber, green or unknown")
    reason = models.CharField(max_length=200, blank=True)
    cash = models.DecimalField(max_digits=24, decimal_places=2)
    lowest = models.DecimalField(max_digits=24, decimal_places=2)
    lowest_on = models.DateField()
    sheet = models.JSONField()
    body = models.JSONField()

    ownership = Ownership.LOG

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "monday"], name="runway_one_kept_week"),
            models.CheckConstraint(condition=Q(monday__iso_week_day=1), name="runway_kept_week_is_a_mondays"),
            models.CheckConstraint(condition=Q(on__gte=F("monday")), name="runway_kept_week_is_kept_in_it"),
        ]
        ordering = ["-monday"]

    def __str__(self) -> str:
        return f"{self.business}: {self.monday}"


class MissedWeek(models.Model):
    """Why a Monday's forecast could not be kept when that was last tried; a kept week of that Monday overrules it."""

    business = models.ForeignKey(Business, models.CASCADE, related_name="+")
    monday = models.DateField()
    tried_at = models.DateTimeField()
    why = models.CharField(max_length=300)

    ownership = Ownership.OWNED

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "monday"], name="runway_one_missed_week")]
        ordering = ["-monday"]

    def __str__(self) -> str:
        return f"{self.business}: {self.monday}, {self.why}"
