"""What is to be done in QuickBooks, and what became of it."""

import uuid

from django.db import models

from core import clock
from core.models import Business
from core.ownership import Ownership


class WriteKind(models.TextChoices):
    """What RowCol can do in a company's books."""

    MOVE_DUE_DATE = "move the due date"
    PAY_BILL = "record a bill payment"
    MAIL_INVOICE = "mail an invoice"


def new_request_id() -> str:
    return str(uuid.uuid4())


class WriteOperation(models.Model):
    """One thing to be done once, on disk with its request id before the first try; every try carries that id.

    `name` is what the caller calls it, so that planning it twice plans it once. `seen` is the document as whoever
    decided saw it, `changed` what was different when it was to be done, `asks` what is to be.
    """

    business = models.ForeignKey(Business, models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=40, choices=WriteKind)
    entity = models.CharField(max_length=40)
    qbo_id = models.CharField(max_length=60)
    asks = models.JSONField(default=dict)
    seen = models.JSONField(default=dict)
    changed = models.JSONField(default=list)
    request_id = models.CharField(max_length=50, unique=True, default=new_request_id)
    asked_by = models.CharField(max_length=254)
    asked_at = models.DateTimeField(default=clock.now)
    tried_at = models.DateTimeField(null=True, help_text="Since then QuickBooks may have done it.")
    refused_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True, help_text="A live re-read showed that it is done.")
    result_id = models.CharField(max_length=60, blank=True, help_text="Of the document that it made.")
    why = models.TextField(blank=True, help_text="Why it is not done yet.")

    ownership = Ownership.OPERATIONAL

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "name"], name="sync_write_once")]
        ordering = ["-asked_at", "-id"]

    def __str__(self) -> str:
        return f"{self.kind} of {self.entity} {self.qbo_id}"
