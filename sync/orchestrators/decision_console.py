"""Flow: hybrid. Everything that deciding on open bills and invoices rests on, read as of one moment.

Looking reads the mirror; documents that are to be decided on are read live first, and through the merge.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from ap.dealings import discounts, late_fees, spent_on
from ap.models import Bill, BillPaymentLine
from ar.models import Invoice, PaymentLine
from bank.chart import accounts_by_id
from core.cash import Document
from core.dealings import Discount, Fate, LateFee, Settled, SpentOn
from core.fates import fates
from core.models import Business
from core.moment import one_moment
from core.settled import settled
from sync.links import read_at
from sync.orchestrators.digest import DigestDataOrchestrator, DigestSnapshot
from sync.orchestrators.refresh import Refreshed, refresh_all

HABITS = timedelta(weeks=104)
DECIDABLE: Mapping[str, Any] = {"Bill": Bill, "Invoice": Invoice}


@dataclass(frozen=True)
class ConsoleSnapshot:
    """Frozen facts for one console.

    books      what the digest of the same moment is computed from
    discounts  what paying early takes off, by a bill's QBO id
    spent_on   the accounts that a bill posts to, largest first, by its QBO id
    paid       bills settled in the last two years, newest first
    received   invoices settled in the last two years, newest first
    late_fees  bills in which vendors charged for lateness
    fates      what the asked-for documents are where they are not open, by (entity, QBO id)
    """

    books: DigestSnapshot
    discounts: Mapping[str, Discount] = field(default_factory=dict)
    spent_on: Mapping[str, tuple[SpentOn, ...]] = field(default_factory=dict)
    paid: tuple[Settled, ...] = ()
    received: tuple[Settled, ...] = ()
    late_fees: tuple[LateFee, ...] = ()
    fates: Mapping[tuple[str, str], Fate] = field(default_factory=dict)


class DecisionConsoleDataOrchestrator:
    """Joins the books of one business with what dealing with its parties has been like."""

    def __init__(self, business: Business) -> None:
        self.business = business

    def refresh(self, documents: Iterable[tuple[str, str]]) -> Refreshed:
        """Read those of these documents, (entity, QBO id), that the mirror has, again: they are to be decided on."""
        wanted: dict[str, set[str]] = defaultdict(set)
        for entity, qbo_id in documents:
            wanted[entity].add(qbo_id)
        known = {entity: read_at(self.business, DECIDABLE[entity], ids) for entity, ids in wanted.items()}
        return refresh_all(self.business, known)

    def load(self, today: date, now: datetime, decided: Collection[Document] = ()) -> ConsoleSnapshot:
        """The snapshot of a local date; `decided` are documents to be told of though they may be gone.

        A constant number of queries, none of which loads a payload.
        """
        business, since = self.business, today - HABITS
        with one_moment():
            return ConsoleSnapshot(
                books=DigestDataOrchestrator(business).load(today, now),
                discounts=discounts(business),
                spent_on=self._spent_on(),
                paid=tuple(settled(business, since, Bill, BillPaymentLine, "vendor")),
                received=tuple(settled(business, since, Invoice, PaymentLine, "customer")),
                late_fees=tuple(late_fees(business, since)),
                fates=self._fates(decided),
            )

    def _spent_on(self) -> dict[str, tuple[SpentOn, ...]]:
        by_bill = spent_on(self.business)
        chart = accounts_by_id(self.business, {account for posted in by_bill.values() for account in posted})
        return {bill: _named(posted, chart) for bill, posted in by_bill.items()}

    def _fates(self, decided: Collection[Document]) -> dict[tuple[str, str], Fate]:
        found: dict[tuple[str, str], Fate] = {}
        for entity, model in DECIDABLE.items():
            ids = [document.qbo_id for document in decided if document.entity == entity]
            found |= {(entity, qbo_id): fate for qbo_id, fate in fates(model, self.business, ids).items()}
        return found


def _named(posted: Mapping[str, Decimal], chart: Mapping[str, Any]) -> tuple[SpentOn, ...]:
    known = [(chart[account], amount) for account, amount in posted.items() if account in chart]
    accounts = [
        SpentOn(row.full_name or row.name or "", row.account_type or "", row.account_sub_type or "", amount)
        for row, amount in known
    ]
    return tuple(sorted(accounts, key=lambda account: (-account.amount, account.name)))
