"""QuickBooks' own recurring transactions, shown beside the known items."""

from django.test import Client

from core.models import RecurringTransaction
from sync.merge import merge
from tests.bookkeeping import OPENING, Books, encode, money
from tests.runway.test_pages import text_of


def test_templates_of_quickbooks_stand_beside_the_known_items(office: Books, cora: Client) -> None:
    """Rent, monthly; an invoice without a day; one that is no longer in use."""
    repeat(office, "Bill", "Studio rent", next_on="2026-12-01", amount="2,400")
    repeat(office, "Invoice", "Retainer")
    repeat(office, "Bill", "Old lease", next_on="2026-12-05", active=False)
    page = text_of(cora.get("/b/acme/known/").content.decode())
    assert "Studio rent Bill, automated Dec 1, 2026 1 monthly 2,400.00" in page
    assert "Retainer Invoice, automated unknown unknown unknown" in page
    assert "Old lease" not in page


def repeat(
    books: Books, kind: str, name: str, next_on: str = "", amount: str = "", active: bool = True
) -> None:
    """A template as QuickBooks wraps it."""
    schedule = {"IntervalType": "Monthly", "NumInterval": 1, "NextDate": next_on} if next_on else {}
    info = {"Name": name, "RecurType": "Automated", "Active": active, "ScheduleInfo": schedule}
    total = {"TotalAmt": money(amount)} if amount else {}
    stamp = {"LastUpdatedTime": "2026-11-01T10:00:00+00:00"}
    body = {"Id": name, "SyncToken": "0", "MetaData": stamp, "RecurringInfo": info, **total}
    told = merge(books.business, RecurringTransaction, [encode({kind: body})], OPENING)
    assert not told.quarantined
