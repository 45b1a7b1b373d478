"""Flow: mirrored. Everything the digest is computed from, read from the mirror as of one moment."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ap.services import BillService
from ar.services import InvoiceService
from bank.services import BalanceService
from core.cash import Balance, Flow, Freshness, OpenItem, Problem, Reading
from core.models import Business
from core.moment import one_moment
from core.openitems import OpenItems
from core.problems import NO_AMOUNT, UNKNOWN_RATE
from sync import readings
from sync.moved import EVER, moved_since
from sync.orchestrators.freshness import freshness_of

WINDOW = timedelta(weeks=26)


@dataclass(frozen=True)
class DigestSnapshot:
    """Frozen facts for one digest, in home currency.

    balances    every account that matters for cash: operating, trust, undeposited, cards, credit lines
    flows       all movements on those accounts of the last 26 weeks
    open_items  receivables and payables still open; credits and unapplied payments negative
    problems    what could change the numbers; of movements, those of the same 26 weeks
    left_out    open items that people want in no number; nothing, until the experiences lay that over
    moved       every movement that the books can tell of those accounts, from their first day on; None: not asked for
    readings    what accounts in home currency held after the ends of the weeks of half a year, where that was read
    """

    balances: tuple[Balance, ...]
    flows: tuple[Flow, ...]
    open_items: tuple[OpenItem, ...]
    freshness: Freshness
    problems: tuple[Problem, ...]
    left_out: tuple[OpenItem, ...] = ()
    moved: tuple[Flow, ...] | None = None
    readings: tuple[Reading, ...] = ()


class DigestDataOrchestrator:
    """Joins what bank, ar and ap know of one business; asks QBO nothing."""

    def __init__(self, business: Business) -> None:
        self.business = business

    def load(self, today: date, now: datetime) -> DigestSnapshot:
        """The snapshot of a local date. A bounded number of queries, none of which loads a payload."""
        bank = BalanceService(self.business)
        others = InvoiceService(self.business), BillService(self.business)
        with one_moment():
            accounts = bank.account_ids()
            since = today - WINDOW
            moved = moved_since(EVER, accounts, (bank, *others), since)
            flows = tuple(flow for flow in moved.flows if flow.on >= since)
            balances = bank.balances(also={flow.account_id for flow in flows})
            control = bank.control_lines()
            still_open = sum((service.open_items(control) for service in others), OpenItems())
            freshness = freshness_of([self.business])[self.business.pk]
            read = readings.of(self.business, today - readings.KEPT)
        problems = (*_unvalued(balances), *moved.problems, *still_open.problems)
        return DigestSnapshot(
            balances, flows, still_open.items, freshness, problems, moved=moved.flows, readings=read
        )


def _unvalued(balances: Iterable[Balance]) -> Iterator[Problem]:
    """Accounts whose balance cannot be told in home currency."""
    for balance in balances:
        if balance.amount is None:
            yield Problem(NO_AMOUNT, f"QuickBooks states no balance for {balance.name}.")
        elif balance.home is None:
            text = (
                f"{balance.name} is in {balance.currency} and no exchange rate is known: it is in no total."
            )
            yield Problem(UNKNOWN_RATE, text, amount=balance.amount)
