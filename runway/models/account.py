"""What an account means for cash, where people know better than its name and subtype."""

from django.db import models

from core import clock
from core.cash import AccountKind
from core.models import Business, User
from core.ownership import Ownership


class AccountMark(models.Model):
    """A person's word on one account; it wins over the suggestion (RUNWAY 2)."""

    business = models.ForeignKey(Business, models.CASCADE, related_name="+")
    account_id = models.CharField(max_length=60)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in AccountKind])
    marked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    marked_at = models.DateTimeField(default=clock.now)

    ownership = Ownership.OWNED

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "account_id"], name="runway_account_marked_once")
        ]

    def __str__(self) -> str:
        return f"account {self.account_id} of {self.business} is {self.kind}"
