"""What was decided about an open bill or invoice, by whom, and on what knowledge."""

from django.db import models
from django.db.models import Q

from core import clock
from core.models import Business, User
from core.ownership import Ownership


class Action(models.TextChoices):
    """What is to happen with the document."""

    PAY = "pay", "Pay"
    DELAY = "delay", "Delay"
    CHASE = "chase", "Chase"
    PROMISED = "promised", "Promised"
    DISPUTE = "dispute", "Disputed"


class Decision(models.Model):
    """One decision on one document. The current one has not ended; a later one ends it and names it as replaced.

    `seen` is the document as the decider saw it (number, party, open amount, due date), so that the decision still
    reads when QBO has deleted the document. `on` is the day on which money is to move, or is promised.
    """

    business = models.ForeignKey(Business, models.CASCADE, related_name="+")
    entity = models.CharField(max_length=40)
    qbo_id = models.CharField(max_length=60)
    action = models.CharField(max_length=20, choices=Action)
    on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    seen = models.JSONField(default=dict)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    ownership = Ownership.OWNED

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business", "entity", "qbo_id"],
                condition=Q(ended_at=None),
                name="runway_one_current_decision",
            )
        ]
        ordering = ["-proposed_at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.entity} {self.qbo_id}"
