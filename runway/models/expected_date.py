"""When people expect the money of an open document; the ledger's due date stays what it is (RUNWAY 4)."""

from django.db import models
from django.db.models import Q

from core import clock
from core.models import Business, User
from core.ownership import Ownership


class ExpectedDate(models.Model):
    """A person's date for one open document. The current one has not ended; a later one ends it.

    `seen` is the document as that person saw it, so that the date still reads when QBO has deleted the document.
    """

    business = models.ForeignKey(Business, models.CASCADE, related_name="+")
    entity = models.CharField(max_length=40)
    qbo_id = models.CharField(max_length=60)
    on = models.DateField()
    why = models.CharField(max_length=300)
    seen = models.JSONField(default=dict)
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=clock.now)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    ownership = Ownership.OWNED

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business", "entity", "qbo_id"],
                condition=Q(ended_at=None),
                name="runway_one_expected_date",
            )
        ]
        ordering = ["-set_at", "-id"]

    def __str__(self) -> str:
        return f"{self.entity} {self.qbo_id} on {self.on}"
