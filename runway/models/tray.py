"""What people said about an issue in the books."""

from django.db import models

from core import clock
from core.models import Business, User
from core.ownership import Ownership


class Verdict(models.TextChoices):
    """What follows from an issue."""

    NONE = "", "Open"
    ACCEPTED = "accepted", "Accepted as it is"
    EXCLUDED = "excluded", "Left out of the numbers"
    ASKED = "asked", "Client asked"


class TrayNote(models.Model):
    """A person's verdict and note on one issue, known by its kind and the object that it is about."""

    business = models.ForeignKey(Business, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    entity = models.CharField(max_length=40, blank=True)
    qbo_id = models.CharField(max_length=60, blank=True)
    verdict = models.CharField(max_length=20, choices=Verdict, default=Verdict.NONE, blank=True)
    note = models.TextField(blank=True)
    changed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(default=clock.now)

    ownership = Ownership.OWNED

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business", "kind", "entity", "qbo_id"], name="runway_tray_note_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.entity} {self.qbo_id}".strip()
