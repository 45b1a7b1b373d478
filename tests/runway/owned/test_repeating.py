"""QuickBooks' own recurring transactions, shown beside the known items and counted on."""

from datetime import UTC, date, datetime
from decimal import Decimal

from django.test import Client

from core.models import RecurringTransaction
from runway.services.position import position_of
from sync.merge import merge
from tests.bookkeeping import OPENING, Books, encode, money, ref
from tests.runway.test_pages import text_of

NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)


def test_templates_of_quickbooks_stand_beside_the_known_items(office: Books, cora: Client) -> None:
    """Rent, monthly; an invoice without a day; one that is no longer in use."""
    repeat(office, "Bill", "Studio rent", next_on="2026-12-01", amount="2,400")
    repeat(office, "Invoice", "Retainer")
    repeat(office, "Bill", "Old lease", next_on="2026-12-05", active=False)
    page = text_of(cora.get("/b/acme/known/").content.decode())
    assert (
        "Studio rent Bill, automated Dec 1, 2026 1 monthly 2,400.00 counted until its bill is entered" in page
    )
    assert (
        "Retainer Invoice, automated unknown unknown unknown not counted by itself: sales to come are in the averages"
        in page
    )
    assert "Old lease" not in page


def test_the_forecast_counts_on_the_bill_that_quickbooks_will_post(office: Books) -> None:
    repeat(office, "Bill", "Studio rent", next_on="2026-12-01", amount="2,400")
    repeat(office, "Bill", "Insurance", next_on="2026-12-05", amount="900", recurs="Reminder")
    found = position_of(office.business, NOW)
    stated = [(e.party, e.amount, e.due_on) for e in found.ahead.entries if "by itself" in e.assumption]
    assert stated[0] == ("Granite Glaze", Decimal(-2400), date(2026, 12, 1))
    assert len(stated) == 3
    office.business.home_currency = "CAD"
    repeat(office, "Bill", "Studio rent", next_on="2026-12-01", amount="2,400", version="1")
    assert not any("by itself" in e.assumption for e in position_of(office.business, NOW).ahead.entries)


def repeat(
    books: Books,
    kind: str,
    name: str,
    next_on: str = "",
    amount: str = "",
    active: bool = True,
    recurs: str = "Automated",
    version: str = "0",
) -> None:
    """A template as QuickBooks wraps it, of Granite Glaze where it is a bill."""
    schedule = {"IntervalType": "Monthly", "NumInterval": 1, "NextDate": next_on} if next_on else {}
    info = {"Name": name, "RecurType": recurs, "Active": active, "ScheduleInfo": schedule}
    total: dict[str, object] = {"TotalAmt": money(amount), "CurrencyRef": ref("USD")} if amount else {}
    if kind == "Bill":
        total["VendorRef"] = ref("71", "Granite Glaze")
    stamp = {"LastUpdatedTime": "2026-11-01T10:00:00+00:00"}
    body = {"Id": name, "SyncToken": version, "MetaData": stamp, "RecurringInfo": info, **total}
    told = merge(books.business, RecurringTransaction, [encode({kind: body})], OPENING)
    assert not told.quarantined
