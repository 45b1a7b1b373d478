"""Money that people know of and no system does: "50k next Friday", "grant in November" (RUNWAY 4)."""

from django.db import models
from django.db.models import Q

from core import clock
from core.models import Business, User
from core.ownership import Ownership
from runway.calculators.owned import Direction


class Ending(models.TextChoices):
    """What became of a known item; open while nobody has said."""

    OPEN = "", "Open"
    HAPPENED = "happened", "Happened"
    DROPPED = "dropped", "Dropped"


class KnownItem(models.Model):
    """One amount expected on a day; archived with what became of it, never deleted.

    `ask_on` is the day from which its owner is asked whether it still holds.
    """

    business = models.ForeignKey(Business, models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    direction = models.CharField(max_length=5, choices=[(way.value, way.value) for way in Direction])
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    on = models.DateField()
    probability = models.PositiveSmallIntegerField(default=100, help_text="In percent.")
    owner = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    ask_on = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=clock.now)
    ending = models.CharField(max_length=10, choices=Ending, default=Ending.OPEN, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    ownership = Ownership.OWNED

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="runway_known_item_is_positive"),
            models.CheckConstraint(
                condition=Q(probability__lte=100), name="runway_known_item_is_at_most_certain"
            ),
            models.CheckConstraint(
                condition=Q(archived_at=None, ending=Ending.OPEN)
                | (Q(archived_at__isnull=False) & ~Q(ending=Ending.OPEN)),
                name="runway_known_item_is_archived_with_its_ending",
            ),
        ]
        ordering = ["on", "name", "pk"]

    def __str__(self) -> str:
        return f"{self.name}, {self.amount} {self.direction} on {self.on}"


class KnownItemChange(models.Model):
    """One change of a known item: who, when, and each field that changed as [before, after]. Append only."""

    business = models.ForeignKey(Business, models.CASCADE, related_name="+")
    item = models.ForeignKey(KnownItem, models.CASCADE, related_name="changes")
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    deed = models.CharField(max_length=20)
    fields = models.JSONField(default=dict)

    ownership = Ownership.LOG

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.item_id} {self.deed} at {self.at}"
