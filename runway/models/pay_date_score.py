"""How well pay dates would have been foretold on a business's own history (RUNWAY 4)."""

from django.db import models

from core.models import Business
from core.ownership import Ownership


class PayDateScore(models.Model):
    """The backtest of one side of one business's books as of a day; `why` says what keeps it from being scored.

    `found` is what `manage.py backtest --json` prints, empty where there is too little to judge.
    """

    business = models.ForeignKey(Business, models.CASCADE, related_name="+")
    side = models.CharField(max_length=10, help_text="receivable or payable")
    on = models.DateField(help_text="The business's own date that it was scored on.")
    scored_at = models.DateTimeField()
    found = models.JSONField(default=dict)
    why = models.CharField(max_length=300, blank=True)

    ownership = Ownership.DERIVED

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "side"], name="runway_one_pay_date_score_a_side")
        ]

    def __str__(self) -> str:
        return f"{self.business}: {self.side} on {self.on}"
