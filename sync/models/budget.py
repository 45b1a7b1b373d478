"""The reads of a month, of all businesses together."""

from django.db import models

from core.ownership import Ownership


class ReadBudget(models.Model):
    """What was used of the reads that Intuit allows in one month (API_FACTS 5.2), as last added up."""

    month = models.DateField(primary_key=True, help_text="Its first day, in UTC.")
    used = models.PositiveBigIntegerField(default=0, help_text="Metered reads of the month so far.")
    last_week = models.PositiveBigIntegerField(default=0, help_text="Of the seven days before today.")
    counted_at = models.DateTimeField(null=True)

    ownership = Ownership.OPERATIONAL

    def __str__(self) -> str:
        return f"reads of {self.month:%B %Y}"
