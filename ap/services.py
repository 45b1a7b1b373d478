"""Flow: hybrid. Bills come from the mirror for every calculation; one under decision is re-read live first.

Movements follow the mirrored flow: they are read locally and only there.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from ap.models import Bill, BillLine, BillPayment, BillPaymentLine, Vendor, VendorCredit, VendorCreditLine
from ap.movements import movements
from ap.openitems import open_entries
from core.applied import applied_elsewhere
from core.asof import AsOf, applications_around, as_of, survivors
from core.cash import Side
from core.dealings import Posted
from core.models import Business
from core.movements import Movements, dated_since, settle
from core.names import todays_names
from core.openitems import OpenEntry, OpenItems, less_applied, open_items
from core.papers import Paper, Party, Unsorted
from core.posted import first_on, posted
from core.recent import dated_or_open, in_use, papers, unsorted


class BillService:
    """What a business owes its vendors, and the money that went to them."""

    def __init__(self, business: Business) -> None:
        self.business = business

    def open_items(self, control: Iterable[OpenEntry] = ()) -> OpenItems:
        """Everything open with vendors in home currency, by today's names: the payable account.

        `control` are lines on control accounts (bank.services), less what bill payments applied to them.
        """
        lines = [entry for entry in control if entry.side is Side.PAYABLE]
        left = (
            less_applied(lines, applied_elsewhere(self.business, BillPaymentLine, "vendor_id"))
            if lines
            else []
        )
        entries = [*open_entries(self.business), *left]
        names = todays_names(Vendor, self.business, (entry.party_id for entry in entries))
        return open_items(entries, names, self.business.home_currency)

    def as_of(self, day: date, control: Iterable[OpenEntry] = ()) -> AsOf:
        """What was open with vendors at the end of that day, in home currency; `control` as for `open_items`."""
        lines = [entry for entry in control if entry.side is Side.PAYABLE]
        around = applications_around(
            self.business, day, BillPaymentLine, "vendor_id", {Bill: 1, VendorCredit: -1}, lines
        )
        return as_of(self.open_items(lines).items, around, day)

    def posted(self, since: date) -> tuple[Posted, ...]:
        """What bills, vendor credits and payments of that day and later added to the payable account. One query."""
        return posted(self.business, since, {Bill: 1, VendorCredit: -1, BillPayment: -1})

    def first_on(self) -> date | None:
        """The day of the first bill. One query."""
        return first_on(self.business, Bill)

    def merged(self) -> dict[str, str]:
        """Vendors that QBO merged into another, with the one that is left. One query."""
        return survivors(Vendor, self.business)

    def movements(self, since: date, accounts: frozenset[str], told_since: date = date.min) -> Movements:
        """What bill payments moved on these accounts since that day, in home currency."""
        entries = list(movements(self.business, since, accounts))
        names = todays_names(Vendor, self.business, (entry.party_id for entry in entries))
        return settle(entries, accounts, self.business.home_currency, names, told_since)

    def papers(self, since: date) -> tuple[Paper, ...]:
        """Bills and bill payments of that day and later, and every open bill, in home currency. Two queries."""
        parts = [
            Bill.objects.of(self.business).filter(dated_or_open(since, "balance")),
            BillPayment.objects.of(self.business).filter(dated_since(since)),
        ]
        return papers(parts, self.business, Side.PAYABLE, Vendor, "vendor")

    def parties(self) -> tuple[Party, ...]:
        """Vendors in use. One query."""
        return tuple(in_use(Vendor, self.business, Side.PAYABLE))

    def unsorted(self, accounts: Mapping[str, str], since: date) -> tuple[Unsorted, ...]:
        """Lines of bills and vendor credits on these accounts (names by id) since that day. One query."""
        return unsorted((BillLine, VendorCreditLine), self.business, accounts, since)
