"""The trail of what was done."""

from django.db import models

from core import clock
from core.ownership import Ownership


class AuditEntry(models.Model):
    """Who did what and when. Append only: a database trigger refuses any change.

    People and businesses are kept as plain values, so that the trail outlives them. Entries of one business form a
    chain, those of none another: `position`, `previous` and `hash` are the database's to fill in (core/trail.py says
    how), under the lock of the chain's row, so that writers at the same moment cannot fork it.
    """

    at = models.DateTimeField(default=clock.now)
    business_id = models.BigIntegerField(null=True, db_index=True)
    actor = models.CharField(
        max_length=254, help_text="E-mail address, or the name of the process that acted."
    )
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=200, blank=True)
    detail = models.JSONField(default=dict, blank=True)
    position = models.BigIntegerField(db_default=0, editable=False, help_text="Place in its chain, from 1.")
    previous = models.CharField(max_length=64, db_default="", editable=False)
    hash = models.CharField(max_length=64, db_default="", editable=False)

    ownership = Ownership.LOG

    class Meta:
        verbose_name_plural = "audit entries"
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["business_id", "position"], name="core_audit_one_chain", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.action} {self.subject}"


class AuditChain(models.Model):
    """How long one chain of the trail is and what its last hash was, so that entries cut off its end are missed.

    Only the trigger on entries may change a row.
    """

    business_id = models.BigIntegerField(null=True)
    length = models.BigIntegerField(default=0)
    head = models.CharField(max_length=64)

    ownership = Ownership.LOG

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business_id"], name="core_audit_chain_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"chain of {self.business_id or 'no business'}, {self.length} long"
