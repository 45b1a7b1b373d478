"""Flow: hybrid. Invoices come from the mirror for every calculation; one under decision is re-read live.

Movements follow the mirrored flow: they are read locally and only there.
"""

from collections.abc import Iterable
from datetime import date

from ar.models import CreditMemo, Customer, Invoice, Payment, PaymentLine
from ar.movements import movements
from ar.openitems import open_entries
from core.applied import applied_elsewhere
from core.asof import AsOf, applications_around, as_of, survivors
from core.cash import Side
from core.dealings import Posted
from core.models import Business
from core.movements import Movements, dated_since, settle
from core.names import todays_names
from core.openitems import OpenEntry, OpenItems, less_applied, open_items
from core.papers import Paper, Party
from core.posted import first_on, posted
from core.recent import dated_or_open, in_use, papers


class InvoiceService:
    """What customers owe a business, and the money that came from them."""

    def __init__(self, business: Business) -> None:
        self.business = business

    def open_items(self, control: Iterable[OpenEntry] = ()) -> OpenItems:
        """Everything open with customers in home currency, by today's names: the receivable account.

        `control` are lines on control accounts (bank.services), less what payments applied to them.
        """
        lines = [entry for entry in control if entry.side is Side.RECEIVABLE]
        left = (
            less_applied(lines, applied_elsewhere(self.business, PaymentLine, "customer_id")) if lines else []
        )
        entries = [*open_entries(self.business), *left]
        names = todays_names(Customer, self.business, (entry.party_id for entry in entries))
        return open_items(entries, names, self.business.home_currency)

    def as_of(self, day: date, control: Iterable[OpenEntry] = ()) -> AsOf:
        """What was open with customers at the end of that day, in home currency; `control` as for `open_items`."""
        lines = [entry for entry in control if entry.side is Side.RECEIVABLE]
        around = applications_around(
            self.business, day, PaymentLine, "customer_id", {Invoice: 1, CreditMemo: -1}, lines
        )
        return as_of(self.open_items(lines).items, around, day)

    def posted(self, since: date) -> tuple[Posted, ...]:
        """What invoices, credit memos and payments of that day and later added to the receivable account. One query."""
        return posted(self.business, since, {Invoice: 1, CreditMemo: -1, Payment: -1})

    def first_on(self) -> date | None:
        """The day of the first invoice. One query."""
        return first_on(self.business, Invoice)

    def merged(self) -> dict[str, str]:
        """Customers that QBO merged into another, with the one that is left. One query."""
        return survivors(Customer, self.business)

    def movements(self, since: date, accounts: frozenset[str], told_since: date = date.min) -> Movements:
        """What customers' documents moved on these accounts since that day, in home currency."""
        entries = list(movements(self.business, since, accounts))
        names = todays_names(Customer, self.business, (entry.party_id for entry in entries))
        return settle(entries, accounts, self.business.home_currency, names, told_since)

    def papers(self, since: date) -> tuple[Paper, ...]:
        """Invoices and payments of that day and later, and every open invoice, in home currency. Two queries."""
        parts = [
            Invoice.objects.of(self.business).filter(dated_or_open(since, "balance")),
            Payment.objects.of(self.business).filter(dated_since(since)),
        ]
        return papers(parts, self.business, Side.RECEIVABLE, Customer, "customer")

    def parties(self) -> tuple[Party, ...]:
        """Customers in use. One query."""
        return tuple(in_use(Customer, self.business, Side.RECEIVABLE))
