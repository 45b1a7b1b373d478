"""QuickBooks' own recurring transactions, shown beside the known items and counted on."""

from datetime import UTC, date, datetime
from decimal import Decimal
from importlib import import_module

import pytest
from django.conf import settings
from django.db import connection
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


@pytest.mark.parametrize(
    ("others", "rent"),
    [
        ((), "counted until its bill is entered"),
        (("Old rent",), "not counted by itself: what was seen to recur of its vendor stands for it"),
    ],
)
def test_the_page_says_what_the_forecast_makes_of_each(
    office: Books, cora: Client, others: tuple[str, ...], rent: str
) -> None:
    """Granite Glaze has been paid 2,400 on each fifth: one template may be that rent, or two; parking is beside it."""
    by_cheque = {"PayType": "Check", "CheckPayment": {"BankAccountRef": ref("Checking")}}
    for month in range(3, 12):
        paid = {"TxnDate": f"2026-{month:02}-05", "TotalAmt": money("2,400"), "VendorRef": ref("71")}
        office.enter("BillPayment", **paid, **by_cheque)
    for name in ("Studio rent", *others):
        repeat(office, "Bill", name, next_on="2026-12-01", amount="2,400")
    repeat(office, "Bill", "Parking", next_on="2026-12-01", amount="150")
    page = text_of(cora.get("/b/acme/known/").content.decode())
    assert "150.00 counted until its bill is entered" in page
    assert page.count(f"2,400.00 {rent}") == 1 + len(others)


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


def test_it_is_counted_on_its_own_day_of_the_month(office: Books) -> None:
    """The next one is on the last day of November; it posts on the 31st where a month has one."""
    repeat(office, "Bill", "Studio rent", next_on="2026-11-30", amount="2,400", day=31)
    found = position_of(office.business, NOW)
    stated = [e.due_on for e in found.ahead.entries if "by itself" in e.assumption]
    assert stated == [date(2026, 11, 30), date(2026, 12, 31), date(2027, 1, 31)]


def test_the_day_of_templates_that_were_read_before_is_found_in_what_quickbooks_gave(office: Books) -> None:
    """What the migration does with them: one posts on the 31st, one says nothing of its day."""
    repeat(office, "Bill", "Studio rent", next_on="2026-11-30", amount="2,400", day=31)
    repeat(office, "Bill", "Insurance")
    kept = (
        RecurringTransaction.objects.of(office.business).order_by("name").values_list("name", "day_of_month")
    )
    before = list(kept)
    [filled] = (settings.ROOT / "core" / "migrations").glob("*_the_day_of_the_month_of_templates.py")
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {RecurringTransaction._meta.db_table} SET day_of_month = NULL")
        cursor.execute(import_module(f"core.migrations.{filled.stem}").FILL)
    assert list(kept) == before == [("Insurance", None), ("Studio rent", 31)]


def repeat(
    books: Books,
    kind: str,
    name: str,
    next_on: str = "",
    amount: str = "",
    active: bool = True,
    recurs: str = "Automated",
    day: int = 1,
    version: str = "0",
) -> None:
    """A template as QuickBooks wraps it, of Granite Glaze where it is a bill."""
    monthly = {"IntervalType": "Monthly", "NumInterval": 1, "DayOfMonth": day}
    schedule = {**monthly, "NextDate": next_on} if next_on else {}
    info = {"Name": name, "RecurType": recurs, "Active": active, "ScheduleInfo": schedule}
    total: dict[str, object] = {"TotalAmt": money(amount), "CurrencyRef": ref("USD")} if amount else {}
    if kind == "Bill":
        total["VendorRef"] = ref("71", "Granite Glaze")
    stamp = {"LastUpdatedTime": "2026-11-01T10:00:00+00:00"}
    body = {"Id": name, "SyncToken": version, "MetaData": stamp, "RecurringInfo": info, **total}
    told = merge(books.business, RecurringTransaction, [encode({kind: body})], OPENING)
    assert not told.quarantined
