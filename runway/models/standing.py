"""One client's line on the board, computed beforehand."""

from django.db import models

from core.models import Business
from core.ownership import Ownership


class Standing(models.Model):
    """What the board shows of one business, as of one generation of its mirror and one local date; None is unknown."""

    business = models.OneToOneField(Business, models.CASCADE, primary_key=True, related_name="+")
    generation = models.BigIntegerField()
    on = models.DateField(help_text="The business's own date that it was computed for.")
    edition = models.CharField(
        max_length=64, blank=True, help_text="Of RowCol, that computed it; another one does so afresh."
    )
    computed_at = models.DateTimeField()
    status = models.CharField(max_length=10, help_text="red, amber, green or unknown")
    reason = models.CharField(max_length=200, blank=True)
    cash = models.DecimalField(max_digits=24, decimal_places=2, null=True)
    set_aside = models.DecimalField(
        max_digits=24, decimal_places=2, default=0, help_text="Earmarks and reserves that cash holds."
    )
    buffer_days = models.DecimalField(max_digits=12, decimal_places=1, null=True)
    lowest = models.DecimalField(max_digits=24, decimal_places=2, null=True)
    lowest_on = models.DateField(null=True)
    breach_on = models.DateField(
        null=True, help_text="First day expected below the minimum line; none within 13 weeks where empty."
    )
    breach_odds = models.DecimalField(
        max_digits=4,
        decimal_places=3,
        null=True,
        help_text="Probability of a close below the line by that day, or within 13 weeks.",
    )
    past_due_out = models.DecimalField(
        max_digits=24, decimal_places=2, null=True, help_text="Bills past due."
    )
    unexplained_a_day = models.DecimalField(
        max_digits=24,
        decimal_places=2,
        null=True,
        help_text="What no readable document explains, a day, where that is material; negative for money out.",
    )
    line = models.DecimalField(
        max_digits=24,
        decimal_places=2,
        null=True,
        help_text="The minimum line that the weeks are held against.",
    )
    weeks = models.JSONField(
        default=list,
        help_text="Available cash at the close of each Friday of 13 weeks ahead: day and amount.",
    )
    week_ago = models.DecimalField(
        max_digits=24, decimal_places=2, null=True, help_text="Book cash at the close of a week ago."
    )
    decisions = models.PositiveIntegerField(default=0, help_text="Decisions that wait for approval.")
    issues = models.PositiveIntegerField(default=0, help_text="Open issues in the tray.")
    at_stake = models.DecimalField(
        max_digits=12, decimal_places=1, null=True, help_text="Buffer days at stake."
    )

    fixes = models.JSONField(default=list, help_text="The issues with the most at stake.")

    ownership = Ownership.DERIVED

    def __str__(self) -> str:
        return f"{self.business}: {self.status}"
