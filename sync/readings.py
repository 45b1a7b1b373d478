"""Dated balances that are kept: what is read of them, and when one is no reading after all."""

from datetime import date, datetime, timedelta

from core.cash import Reading
from core.models import Business
from sync.models import BalanceReading

KEPT = timedelta(weeks=27)  # the weeks that kept forecasts are held against, and the day before them
SATURDAY, MONDAY = 6, 1  # ISO weekdays: the days after the ends of weeks


def forget(business: Business, since: datetime | None = None) -> None:
    """Let go of readings from that instant on, or of all: the mirror did not hold what their balances counted."""
    wrong = BalanceReading.objects.filter(business=business)
    (wrong if since is None else wrong.filter(read_at__gte=since)).delete()


def of(business: Business, since: date) -> tuple[Reading, ...]:
    """Readings of the days after the ends of weeks, from that day on, oldest first. One query."""
    rows = BalanceReading.objects.filter(business=business, on__gte=since).order_by("on", "account_id")
    after_weeks = rows.filter(on__iso_week_day__in=(SATURDAY, MONDAY))
    read = after_weeks.values_list("account_id", "on", "balance", "explained")
    return tuple(
        Reading(account, on, balance, explained)
        for account, on, balance, explained in read
        if explained is not None
    )
