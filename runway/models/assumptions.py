"""What a business's people chose for its numbers to rest on, where they do not leave it to the defaults."""

from django.db import models

from core import clock
from core.models import Business, User
from core.ownership import Ownership
from runway.calculators.owned import Cycle, WeekEnd


class Assumptions(models.Model):
    """The choices of one business, one row; an empty field leaves its default (services/assumptions.py).

    `version` is counted up by every change, so that nobody replaces what they have not seen.
    """

    business = models.OneToOneField(Business, models.CASCADE, primary_key=True, related_name="+")
    minimum_line = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    week_end = models.PositiveSmallIntegerField(
        choices=[(end.value, end.label) for end in WeekEnd], null=True, blank=True
    )
    payroll_cycle = models.CharField(
        max_length=20, choices=[(cycle.value, cycle.value) for cycle in Cycle], blank=True
    )
    payroll_next_on = models.DateField(null=True, blank=True)
    payroll_amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    digest_is_sent = models.BooleanField(default=False)
    digest_weekday = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Monday is 0.")
    digest_hour = models.PositiveSmallIntegerField(null=True, blank=True)
    digest_timezone = models.CharField(max_length=64, blank=True)
    digest_chosen_at = models.DateTimeField(
        null=True, editable=False, help_text="When the digest's day or hour was last chosen."
    )
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(default=clock.now)

    ownership = Ownership.OWNED

    class Meta:
        verbose_name_plural = "assumptions"

    def __str__(self) -> str:
        return f"assumptions of {self.business}"
