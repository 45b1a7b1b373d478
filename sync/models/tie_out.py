"""What was found when the mirror was held against QuickBooks' own reports."""

from django.db import models

from core import clock
from core.models import Business
from core.ownership import Ownership
from sync.models.run import SyncRun

RECEIVABLE, PAYABLE = "ar", "ap"


class TieState(models.TextChoices):
    """How one side came out."""

    AGREES = "agrees", "agrees to the cent"
    EXPLAINED = "explained", "differs, explained by document"
    UNEXPLAINED = "unexplained", "differs, unexplained"
    MOVING = "moving", "the books moved meanwhile"


class TieOut(models.Model):
    """One side of one comparison: receivables, payables, or an account, in home currency, debts negative for accounts.

    `difference` is mirror less QuickBooks as pages show the mirror, future-dated documents included; `explained` is
    how much of it `differences` account for, each as `sync.differences.Difference` with its `amount`.
    """

    business = models.ForeignKey(Business, models.CASCADE, related_name="+")
    run = models.ForeignKey(SyncRun, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    as_of = models.DateField()
    what = models.CharField(max_length=60, help_text="ar, ap, or the QuickBooks id of an account.")
    name = models.CharField(max_length=200)
    mirror = models.DecimalField(max_digits=24, decimal_places=2, null=True)
    report = models.DecimalField(max_digits=24, decimal_places=2)
    difference = models.DecimalField(max_digits=24, decimal_places=2)
    explained = models.DecimalField(max_digits=24, decimal_places=2)
    state = models.CharField(max_length=20, choices=TieState.choices)
    differences = models.JSONField(default=list)

    ownership = Ownership.OPERATIONAL

    class Meta:
        ordering = ["-at", "id"]
        constraints = [models.UniqueConstraint(fields=["run", "what"], name="sync_tieout_once_a_run")]
        indexes = [models.Index(fields=["business", "-at"], name="sync_tieout_latest")]

    def __str__(self) -> str:
        return f"{self.name} of {self.business} on {self.as_of}, {self.state}"
