"""Dated balances of bank accounts, each with what the mirror explained of it at that instant (RUNWAY 2).

A balance holds whatever was entered by the instant of its reading, on whatever date it was entered. So it is told
apart then and there into what readable documents add up to and the rest; what is backdated, edited or deleted later
alters the documents and, from then on, the balance, but not this. A reading is kept once it is sure that the mirror
held exactly the documents that the balance counts: changes have been pulled since, and none touched cash. Where cash
moves between every two pulls of a day, that day has none, and its week is told with the next. A reading
that turns out to have missed something is forgotten, since unknown is better than wrong.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from django.db import transaction
from django.db.models import Max, Subquery

from ap.services import BillService
from ar.services import InvoiceService
from bank.models import Account
from bank.services import BalanceService
from core.cash import ZERO, AccountKind, Balance, Reading
from core.clock import local_date
from core.models import Business
from sync.merge import hold
from sync.models import BalanceReading, EntityState, Feed, FeedKind
from sync.moved import EVER, moved_since, moving_models, moving_rows

BANKS = (AccountKind.OPERATING, AccountKind.TRUST)
KEPT = timedelta(weeks=27)  # the weeks that kept forecasts are held against, and the day before them
SATURDAY, MONDAY = 6, 1  # ISO weekdays: the days after the ends of weeks


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


def forget(business: Business, since: datetime | None = None) -> None:
    """Let go of readings from that instant on, or of all: the mirror did not hold what their balances counted.

    It is done in the transaction of what came to light, and once more after it: `note` may be at work beside it, and
    see nothing of that yet. The days of what came to light with its instant are read once more, if they are not over;
    of anything else nobody knows whether the balances at hand count it.
    """
    _let_go(business, since)
    transaction.on_commit(partial(_let_go_of_late, business, since))


def _let_go_of_late(business: Business, since: datetime | None) -> None:
    with transaction.atomic():
        hold(business, Account)
        _let_go(business, since)


def _let_go(business: Business, since: datetime | None) -> None:
    rows = BalanceReading.objects.filter(business=business)
    gone, _ = (rows if since is None else rows.filter(read_at__gte=since)).delete()
    if gone and since:
        last = Subquery(rows.order_by("-on").values("on")[:1])
        Feed.objects.filter(business=business, kind=FeedKind.CHANGES).update(readings_on=last)


def note(business: Business, states: Mapping[str, EntityState], feed: Feed, mirrored_to: datetime) -> None:
    """Keep the balances that the mirror holds as readings of their day, if none is kept yet.

    `mirrored_to` is up to when, on QBO's clock, the mirror knows all changes. Call it after they were merged and before
    balances are read anew. Where the day's is kept already it costs no query, and one where nothing was read since.
    """
    last = feed.readings_on or date.min
    if local_date(mirrored_to, business.timezone) <= last or not _is_whole(states):
        return
    if not _is_due(business, last, mirrored_to):
        return
    with transaction.atomic():
        hold(business, Account)
        service = BalanceService(business)
        found = _of_banks(service)
        read = [balance.read_at for balance in found if balance.read_at]
        if not read or not _is_one_day(read, last, business) or max(read) > mirrored_to:
            return
        if _touched(business, min(read)):  # and again once the documents were read, which may take a while
            return
        rows = _rows(business, service, found)
        if _touched(business, min(read)) or not _is_first(feed, rows[0].on):
            return
        BalanceReading.objects.bulk_create(rows, ignore_conflicts=True)
        BalanceReading.objects.filter(business=business, on__lt=rows[0].on - KEPT).delete()


def _is_due(business: Business, last: date, mirrored_to: datetime) -> bool:
    """Whether balances were read on a later day than the last one kept, and all changes are known since."""
    banks = Account.objects.of(business).filter(account_type="Bank")
    newest = banks.aggregate(at=Max("read_at"))["at"]
    return newest is not None and newest <= mirrored_to and local_date(newest, business.timezone) > last


def _of_banks(service: BalanceService) -> list[Balance]:
    """What every bank account holds, closed ones too: others are not cash, and not all of them are read by the day."""
    found = service.balances(also=service.account_ids())
    return [balance for balance in found if balance.kind in BANKS and balance.amount is not None]


def _is_whole(states: Mapping[str, EntityState]) -> bool:
    """Whether each document that moves cash is mirrored, as far as QBO gives them at all."""
    moving = [states[model.qbo.name] for model in moving_models()]
    return not any(s.quarantined or (s.is_to_be_read() and not s.unavailable) for s in moving)


def _is_one_day(read: Sequence[datetime], last: date, business: Business) -> bool:
    """Whether all are of one local day, later than the last one kept."""
    first = local_date(min(read), business.timezone)
    return last < first == local_date(max(read), business.timezone)


def _rows(business: Business, service: BalanceService, balances: Iterable[Balance]) -> list[BalanceReading]:
    explained, home = _explained(business, service), business.home_currency
    return [
        BalanceReading(
            business=business,
            account_id=one.account_id,
            on=local_date(one.read_at, business.timezone),
            read_at=one.read_at,
            currency=one.currency,
            balance=one.amount,
            explained=explained[one.account_id] if one.currency == home else None,
        )
        for one in balances
        if one.read_at and one.amount is not None
    ]


def _explained(business: Business, service: BalanceService) -> Mapping[str, Decimal]:
    """What all readable documents did to each account."""
    others = InvoiceService(business), BillService(business)
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for flow in moved_since(EVER, service.account_ids(), (service, *others)).flows:
        sums[flow.account_id] += flow.amount
    return sums


def _touched(business: Business, at: datetime) -> bool:
    """Whether some document that moves cash was entered, edited or deleted at that second or later."""
    since = at.replace(microsecond=0)
    first, *rest = (
        moving_rows(model, business).filter(qbo_updated_at__gte=since) for model in moving_models()
    )
    return (
        first.values_list("qbo_id").union(*(rows.values_list("qbo_id") for rows in rest), all=True).exists()
    )


def _is_first(feed: Feed, on: date) -> bool:
    """Whether this is the day's first; none is where the books were erased meanwhile."""
    feed.readings_on = on
    return bool(Feed.objects.filter(pk=feed.pk).exclude(readings_on__gte=on).update(readings_on=on))
