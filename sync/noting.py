"""Dated balances of bank accounts, each with what the mirror explained of it at that instant (RUNWAY 2).

A balance holds whatever was entered by the instant of its reading, on whatever date it was entered. So it is told
apart then and there into what readable documents add up to and the rest; what is backdated, edited or deleted later
alters the documents and, from then on, the balance, but not this. A reading is kept once it is sure that the mirror
held exactly the documents that the balance counts: changes have been pulled since, and none touched cash. A reading
that turns out to have missed something is forgotten, since unknown is better than wrong.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from ap.services import BillService
from ar.services import InvoiceService
from bank.models import Account
from bank.services import BalanceService
from core.cash import ZERO, AccountKind, Balance
from core.clock import local_date
from core.models import Business
from sync.intake import Intake
from sync.merge import hold
from sync.models import BalanceReading, Feed
from sync.moved import EVER, moved_since, moving_models, moving_rows
from sync.readings import KEPT

BANKS = (AccountKind.OPERATING, AccountKind.TRUST)


def note(intake: Intake, feed: Feed, mirrored_to: datetime) -> bool:
    """Keep the balances that the mirror holds as readings of their day, if none is kept yet; whether it did.

    `mirrored_to` is up to when, on QBO's clock, the mirror knows all changes. Call it after they were merged and before
    balances are read anew. Where the day's is kept already it costs no query.
    """
    business = intake.business
    last = feed.readings_on or date.min
    if local_date(mirrored_to, business.timezone) <= last or not _is_whole(intake):
        return False
    with transaction.atomic():
        hold(business, Account)
        service = BalanceService(business)
        found = _of_banks(service)
        read = [balance.read_at for balance in found if balance.read_at]
        if not read or not _is_one_day(read, last, business) or max(read) > mirrored_to:
            return False
        if _touched(business, min(read)):  # and again once the documents were read, which may take a while
            return False
        rows = _rows(business, service, found)
        if _touched(business, min(read)) or not _is_first(feed, rows[0].on):
            return False
        BalanceReading.objects.bulk_create(rows, ignore_conflicts=True)
        BalanceReading.objects.filter(business=business, on__lt=rows[0].on - KEPT).delete()
    return True


def _of_banks(service: BalanceService) -> list[Balance]:
    """What every bank account holds, closed ones too: others are not cash, and not all of them are read by the day."""
    found = service.balances(also=service.account_ids())
    return [balance for balance in found if balance.kind in BANKS and balance.amount is not None]


def _is_whole(intake: Intake) -> bool:
    """Whether each document that moves cash is mirrored, as far as QBO gives them at all."""
    states = [intake.states[model.qbo.name] for model in moving_models()]
    return not any(s.quarantined or (s.is_to_be_read() and not s.unavailable) for s in states)


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
