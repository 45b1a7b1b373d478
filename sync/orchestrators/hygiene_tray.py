"""Flow: mirrored. Everything the hygiene tray looks at, read from the mirror as of one moment."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ap.services import BillService
from ar.services import InvoiceService
from bank.suspense import vague_accounts, vague_lines
from core.cash import Document
from core.clock import local_date
from core.models import Business
from core.moment import one_moment
from core.papers import Paper, Party, SetAside, Unsorted, Untied, VagueAccount
from sync.models import SyncIssue
from sync.orchestrators.books import books_of
from sync.orchestrators.digest import DigestDataOrchestrator, DigestSnapshot

PAPERS = timedelta(days=180)
VAGUE = timedelta(weeks=26)


@dataclass(frozen=True)
class HygieneSnapshot:
    """Frozen facts for one tray, in home currency.

    books     what the digest is computed from
    papers    bills, invoices and payments of the last 180 days, and open ones of any age
    parties   customers and vendors in use
    vague     accounts named for not knowing what is on them, `unsorted` their lines of the last 26 weeks
    set_aside objects in quarantine
    untied    figures that were not those of QuickBooks' reports when they were last compared
    """

    books: DigestSnapshot
    papers: tuple[Paper, ...] = ()
    parties: tuple[Party, ...] = ()
    vague: tuple[VagueAccount, ...] = ()
    unsorted: tuple[Unsorted, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    untied: tuple[Untied, ...] = ()


class HygieneTrayDataOrchestrator:
    """Joins what bank, ar, ap and the sync know of one business; asks QBO nothing."""

    def __init__(self, business: Business) -> None:
        self.business = business

    def load(self, today: date, now: datetime) -> HygieneSnapshot:
        """The snapshot of a local date. A bounded number of queries, none of which loads a payload."""
        bills, invoices = BillService(self.business), InvoiceService(self.business)
        with one_moment():
            books = DigestDataOrchestrator(self.business).load(today, now)
            vague = vague_accounts(self.business)
            names = {account.account_id: account.name for account in vague}
            return HygieneSnapshot(
                books=books,
                papers=(*bills.papers(today - PAPERS), *invoices.papers(today - PAPERS)),
                parties=(*bills.parties(), *invoices.parties()),
                vague=vague,
                unsorted=(
                    *vague_lines(self.business, names, today - VAGUE),
                    *bills.unsorted(names, today - VAGUE),
                ),
                set_aside=tuple(self._set_aside()),
                untied=books_of([self.business])[self.business.pk].untied(),
            )

    def _set_aside(self) -> Iterator[SetAside]:
        waiting = SyncIssue.objects.filter(business=self.business, resolved_at=None)
        columns = ("entity", "qbo_id", "reason", "first_seen_at")
        for entity, qbo_id, reason, at in waiting.order_by("first_seen_at", "pk").values_list(*columns):
            since = local_date(at, self.business.timezone)
            yield SetAside(Document(entity, qbo_id[:60]), reason, since)
