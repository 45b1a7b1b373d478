"""Cash that is there and not free: earmarked for something, or kept as a reserve."""

from django.db import models
from django.db.models import F, Q

from core import clock
from core.models import Business, User
from core.ownership import Ownership
from runway.calculators.owned import ReserveKind


class Reserve(models.Model):
    """One amount set aside from a day on, until another or without end; archived rather than deleted.

    `account_id` names the account that holds it, where it is held on one.
    """

    business = models.ForeignKey(Business, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in ReserveKind])
    name = models.CharField(max_length=100)
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    purpose = models.CharField(max_length=300, blank=True)
    account_id = models.CharField(max_length=60, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(default=clock.now)
    archived_at = models.DateTimeField(null=True, blank=True)

    ownership = Ownership.OWNED

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="runway_reserve_is_positive"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="runway_reserve_ends_after_it_begins"
            ),
        ]
        ordering = ["since", "name", "pk"]

    def __str__(self) -> str:
        return f"{self.name}, {self.amount}"
