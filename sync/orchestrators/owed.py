"""Flow: mirrored. One side of the books closely: what is open, what was turned, and how it was paid."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from ap.models import Bill, BillPaymentLine, Vendor
from ap.services import BillService
from ar.models import Customer, Invoice, PaymentLine
from ar.services import InvoiceService
from bank.services import BalanceService
from core.cash import Side
from core.dealings import Posted, Settled
from core.models import Business
from core.moment import one_moment
from core.names import todays_names
from core.openitems import OpenEntry
from core.posted import posted_by_lines
from core.settled import settled
from sync.invariants.control import Control, controls
from sync.orchestrators.decision_console import HABITS
from sync.orchestrators.digest import DigestDataOrchestrator, DigestSnapshot

POSTED = timedelta(weeks=28)
SIDES: dict[Side, Any] = {
    Side.RECEIVABLE: (InvoiceService, Customer, Invoice, PaymentLine, "customer"),
    Side.PAYABLE: (BillService, Vendor, Bill, BillPaymentLine, "vendor"),
}


@dataclass(frozen=True)
class OwedSnapshot:
    """Frozen facts of one side, in home currency.

    books     what the digest of the same moment is computed from, both sides
    posted    what documents added to the side's account in the last 28 weeks, kind by kind and day by day
    first_on  the day of the first invoice or bill
    settled   invoices or bills settled in the last two years, newest first, under today's names
    controls  the side's accounts beside what documents have open, a currency each; `must_agree`: as of one moment
    """

    books: DigestSnapshot
    posted: tuple[Posted, ...] = ()
    first_on: date | None = None
    settled: tuple[Settled, ...] = ()
    controls: tuple[Control, ...] = ()
    must_agree: bool = False


class OwedDataOrchestrator:
    """Joins what is known of one side of one business; asks QBO nothing."""

    def __init__(self, business: Business, side: Side) -> None:
        self.business, self.side = business, side

    def load(self, today: date, now: datetime) -> OwedSnapshot:
        """The snapshot of a local date. A constant number of queries, none of which loads a payload."""
        business, since = self.business, today - POSTED
        service_of, parties, document, paid_by, party = SIDES[self.side]
        service = service_of(business)
        with one_moment():
            books = DigestDataOrchestrator(business).load(today, now)
            lines = BalanceService(business).control_lines()
            found, must_agree = controls(business, books.open_items)
            paid = tuple(settled(business, today - HABITS, document, paid_by, party))
            return OwedSnapshot(
                books=books,
                posted=(*service.posted(since), *self._by_lines(lines, since)),
                first_on=service.first_on(),
                settled=tuple(_by_todays_names(paid, parties, business, service.merged())),
                controls=tuple(control for control in found if control.side is self.side),
                must_agree=must_agree,
            )

    def _by_lines(self, lines: Iterable[OpenEntry], since: date) -> Iterator[Posted]:
        own = (line for line in lines if line.side is self.side)
        return posted_by_lines(own, since, self.business.home_currency)


def _by_todays_names(
    paid: Iterable[Settled], parties: Any, business: Business, merged: dict[str, str]
) -> Iterator[Settled]:
    """A party that QBO merged into another counts as that one."""
    paid = [replace(one, party_id=merged.get(one.party_id, one.party_id)) for one in paid]
    names = todays_names(parties, business, {one.party_id for one in paid})
    for one in paid:
        yield replace(one, party=names.get(one.party_id) or one.party)
