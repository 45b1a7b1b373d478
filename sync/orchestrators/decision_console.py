"""Flow: hybrid. Everything that deciding on open bills and invoices rests on, read as of one moment.

Looking reads the mirror; documents that are to be decided on are read live first, and through the merge.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from ap.dealings import discounts, late_fees
from ap.models import Bill
from ar.models import Invoice
from core.cash import Document
from core.dealings import Discount, Fate, LateFee, Settled, SpentOn
from core.fates import fates
from core.models import Business
from core.moment import one_moment
from sync.links import read_at
from sync.orchestrators.digest import DigestDataOrchestrator, DigestSnapshot
from sync.orchestrators.forecast import HABITS, bills_posted_to, paid_bills, received_invoices
from sync.orchestrators.refresh import Refreshed, refresh_all

DECIDABLE: Mapping[str, Any] = {"Bill": Bill, "Invoice": Invoice}


@dataclass(frozen=True)
class ConsoleSnapshot:
    """Frozen facts for one console.

    books      what the digest of the same moment is computed from
    posted_to  the accounts that open bills post to, largest first, by (entity, QBO id)
    paid       bills settled in the last two years, newest first
    received   invoices settled in the last two years, newest first
    discounts  what paying early takes off, by a bill's QBO id
    late_fees  bills in which vendors charged for lateness
    fates      what the asked-for documents are where they are not open, by (entity, QBO id)
    """

    books: DigestSnapshot
    posted_to: Mapping[tuple[str, str], tuple[SpentOn, ...]] = field(default_factory=dict)
    paid: tuple[Settled, ...] = ()
    received: tuple[Settled, ...] = ()
    discounts: Mapping[str, Discount] = field(default_factory=dict)
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
                posted_to=bills_posted_to(business, today),
                paid=paid_bills(business, since),
                received=received_invoices(business, since),
                discounts=discounts(business),
                late_fees=tuple(late_fees(business, since)),
                fates=self._fates(decided),
            )

    def _fates(self, decided: Collection[Document]) -> dict[tuple[str, str], Fate]:
        found: dict[tuple[str, str], Fate] = {}
        for entity, model in DECIDABLE.items():
            ids = [document.qbo_id for document in decided if document.entity == entity]
            found |= {(entity, qbo_id): fate for qbo_id, fate in fates(model, self.business, ids).items()}
        return found
