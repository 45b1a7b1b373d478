"""Flow: mirrored. What the books of a client tell while their first read is under way, and when it is done."""

from collections.abc import Iterator
from datetime import datetime

from core.models import Business
from runway import words
from runway.models import Standing
from runway.services.accounts import AccountsService
from runway.services.connect_page import Fact
from sync.orchestrators.connections import FirstRead, Stage

ACCOUNTS = "unknown until the accounts are read"
ALL = "unknown until the first read is complete"


def known(business: Business, read: FirstRead, now: datetime) -> tuple[Fact, ...]:
    """Cash as soon as the accounts are whole, the rest from the standing of books that are whole."""
    return (*_of_accounts(business, read, now), *_of_everything(business, read))


def _of_accounts(business: Business, read: FirstRead, now: datetime) -> Iterator[Fact]:
    if not any(load.entity == "Account" and load.is_whole for load in read.entities):
        yield Fact("Accounts", ACCOUNTS)
        yield Fact("Book cash", ACCOUNTS)
        return
    page = AccountsService(business).page(now)
    waiting = f", {page.open} to be marked" if page.open else ""
    yield Fact("Accounts", f"{len(page.rows)}{waiting}")
    yield Fact("Book cash", f"{words.number(page.cash.total)} {business.home_currency}")


def _of_everything(business: Business, read: FirstRead) -> Iterator[Fact]:
    standing = Standing.objects.filter(business=business).first() if read.stage is Stage.DONE else None
    if standing is None:
        yield from (Fact(name, ALL) for name in ("Buffer days", "Low point", "Open issues"))
        return
    low = (
        f"{words.number(standing.lowest)} {business.home_currency}"
        if standing.lowest is not None
        else words.UNKNOWN
    )
    yield Fact("Buffer days", words.number(standing.buffer_days, 1))
    yield Fact("Low point", f"{low} on {words.short_day(standing.lowest_on)}" if standing.lowest_on else low)
    yield Fact("Open issues", str(standing.issues))
