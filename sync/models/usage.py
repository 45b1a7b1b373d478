"""What is shared by all workers about calls: how many were spent, when the next may start, how many are under way."""

from django.db import models

from core.models import Business
from core.ownership import Ownership


class ApiUsage(models.Model):
    """Calls of one business on one day by class; Intuit meters reads that succeed (API_FACTS 5.2)."""

    business = models.ForeignKey(Business, models.CASCADE, related_name="+")
    day = models.DateField()
    call_class = models.CharField(max_length=20, help_text="query, cdc, read, batch, report, write, token")
    calls = models.PositiveIntegerField(default=0)
    errors = models.PositiveIntegerField(default=0)
    reads = models.PositiveIntegerField(default=0, help_text="What Intuit meters of them.")

    ownership = Ownership.OPERATIONAL

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "day", "call_class"], name="sync_usage_once")
        ]

    def __str__(self) -> str:
        return f"{self.call_class} of {self.business} on {self.day}"


class Throttle(models.Model):
    """When the next call of one kind may start at one QBO company; moved on by a single guarded update."""

    realm_id = models.CharField(max_length=32)
    kind = models.CharField(max_length=20, help_text="all, or batch")
    next_start_at = models.DateTimeField(help_text="Earliest next start, by calls a second.")
    minute_at = models.DateTimeField(help_text="How far the allowance of calls a minute is used up.")
    paused_until = models.DateTimeField(null=True, help_text="QBO asked for a pause until then.")

    ownership = Ownership.OPERATIONAL

    class Meta:
        constraints = [models.UniqueConstraint(fields=["realm_id", "kind"], name="sync_throttle_once")]

    def __str__(self) -> str:
        return f"throttle of {self.realm_id}, {self.kind}"


class CallSlot(models.Model):
    """One of the calls that may be under way at a QBO company at once; a lease, so that a killed worker frees it."""

    realm_id = models.CharField(max_length=32)
    number = models.PositiveSmallIntegerField()
    taken_until = models.DateTimeField(null=True)
    holder = models.IntegerField(null=True, help_text="Process id of the database session that took it.")

    ownership = Ownership.OPERATIONAL

    class Meta:
        constraints = [models.UniqueConstraint(fields=["realm_id", "number"], name="sync_slot_once")]

    def __str__(self) -> str:
        return f"slot {self.number} of {self.realm_id}"
