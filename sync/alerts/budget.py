"""The month's reads at Intuit: a word when much of them is used, another when nearly all is (API_FACTS 5.2)."""

from collections.abc import Iterator
from decimal import Decimal

from django.conf import settings

from sync.alerts.cause import AlertCause
from sync.models import AlertKind


def causes(share: Decimal) -> Iterator[AlertCause]:
    """One for each threshold that the used share of the month's reads (0 to 1, or more) has passed."""
    for percent in settings.ALERT_BUDGET_PERCENT:
        if share * 100 >= percent:
            words = f"{share:.0%} of this month's reads of QuickBooks are used."
            yield AlertCause(AlertKind.BUDGET, words, subject=f"{percent} %")
