"""The month's reads at Intuit: a word when much of them is used, another when nearly all is (API_FACTS 5.2)."""

from collections.abc import Iterator

from django.conf import settings

from sync.alerts.cause import AlertCause
from sync.budget import Budget
from sync.models import AlertKind


def causes(found: Budget) -> Iterator[AlertCause]:
    """One for the highest threshold that the month's reads have passed; it ends with the month."""
    passed = [percent for percent in settings.ALERT_BUDGET_PERCENT if found.share * 100 >= percent]
    if found.limit and passed:
        words = (
            f"{found.used:,} of {found.limit:,} reads of QuickBooks are used in {found.month:%B}; "
            f"as it goes, {found.forecast:,} by its end. Background work reads less often."
        )
        yield AlertCause(AlertKind.BUDGET, words, subject=f"{max(passed)} %")
