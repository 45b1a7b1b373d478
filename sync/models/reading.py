"""What bank accounts held day by day: QuickBooks gives a balance as of now only."""

from django.db import models

from core.models import Business
from core.ownership import Ownership


class BalanceReading(models.Model):
    """One account at the first instant of a local day of which the mirror held every document that moved it.

    `explained` is what those documents added up to then: edited, deleted and backdated later, they no longer say.
    Whoever changes what counts as a movement empties this table in a migration: it would be held against other sums.
    """

    business = models.ForeignKey(Business, models.CASCADE, related_name="+", db_index=False)
    account_id = models.TextField()
    on = models.DateField(help_text="The business's local day of the reading.")
    read_at = models.DateTimeField(help_text="On QBO's clock: of the answer that carried the balance.")
    currency = models.TextField()
    balance = models.DecimalField(
        max_digits=24, decimal_places=6, help_text="In its currency, debts negative."
    )
    explained = models.DecimalField(
        max_digits=24, decimal_places=6, null=True, help_text="Empty where the account is foreign."
    )

    ownership = Ownership.OPERATIONAL

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "on", "account_id"], name="sync_balancereading_once")
        ]

    def __str__(self) -> str:
        return f"account {self.account_id} of {self.business} on {self.on}"
