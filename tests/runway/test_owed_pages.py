"""The pages of receivables and payables over real mirrors: who sees them, what they say, what they cost."""

import re
from collections.abc import Mapping
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import clock
from core.cash import Side
from core.models import Business, User
from runway.models import TrayNote, Verdict
from runway.services.owed import OwedService
from tests.bookkeeping import Books, linked, money, ref
from tests.runway.console.office import billed, in_days, invoiced, opened
from tests.runway.test_page_queries import books as piled
from tests.runway.test_page_queries import pile_of
from tests.runway.test_pages import text_of

__all__ = ["piled"]

MOST_QUERIES = 46
PAGES = {Side.RECEIVABLE: "/b/acme/receivables/", Side.PAYABLE: "/b/acme/payables/"}


@pytest.fixture
def books(acme: Business) -> Books:
    return opened(acme)


def shown(browser: Client, path: str) -> str:
    page = browser.get(path)
    assert page.status_code == 200
    return text_of(page.content.decode())


def received(books: Books, invoice: str, amount: str, days_ago: int) -> None:
    """The customer paid an invoice in full."""
    line = linked(amount, "Invoice", invoice)
    books.enter(
        "Payment",
        TxnDate=in_days(-days_ago).isoformat(),
        CustomerRef=ref("12", "Fjord & Pine"),
        TotalAmt=money(amount),
        UnappliedAmt=0,
        Line=[line],
    )


def test_what_is_open_its_account_and_how_late_it_was_paid(books: Books, olives_browser: Client) -> None:
    invoiced(books, "900", -10)
    billed(books, "400", 5)
    paid = invoiced(books, "250", -40, TotalAmt=money("250"), Balance=0)
    received(books, paid, "250", 32)
    books.account("A/R", "Accounts Receivable", "AccountsReceivable", CurrentBalance=money("900"))
    text = shown(olives_browser, PAGES[Side.RECEIVABLE])
    for said in (
        "Customers owe $900, $900 of it past due before credits.",
        "1–30 days late 900.00",
        "The receivable account holds 900.00 Difference 0.00 Agrees to the cent.",
        "Fjord &amp; Pine late since",
        "DSO: days sales outstanding unknown Invoices begin after",
        "How late customers pay: days past the due date",
        "8 days late +8 to +8 8 days late invoice 2291",
    ):
        assert said in text
    assert "Vendors are owed $400" in shown(olives_browser, PAGES[Side.PAYABLE])


def test_what_was_left_out_stands_between_the_buckets_and_the_account(
    books: Books, olive: User, olives_browser: Client
) -> None:
    invoiced(books, "900", -10)
    disputed = invoiced(books, "100", -20)
    word = {"kind": "overdue", "entity": "Invoice", "qbo_id": disputed, "verdict": Verdict.EXCLUDED}
    TrayNote.objects.create(business=books.business, changed_by=olive, **word)
    text = shown(olives_browser, PAGES[Side.RECEIVABLE])
    assert "All buckets 900.00 Left out by choice 100.00 Open on all documents 1,000.00" in text
    assert "Difference +1,000.00 Differs" in text


@pytest.mark.parametrize("path", PAGES.values())
def test_books_that_carry_no_number_say_why(acme: Business, olives_browser: Client, path: str) -> None:
    text = shown(olives_browser, path)
    assert "No books yet: QuickBooks is not connected." in text
    assert "The list of" in text
    assert "USD" not in text


@pytest.mark.parametrize("path", PAGES.values())
def test_to_sam_the_pages_do_not_exist(books: Books, sams_browser: Client, path: str) -> None:
    assert sams_browser.get(path).status_code == 404


@pytest.mark.parametrize("path", PAGES.values())
def test_a_picture_has_a_title_and_ids_are_used_once(books: Books, olives_browser: Client, path: str) -> None:
    for back in range(0, 400, 20):
        paid = invoiced(books, "250", -back, TotalAmt=money("250"), Balance=0)
        received(books, paid, "250", max(back - 3, 0))
        billed(books, "40", -back)
    invoiced(books, "900", -10)
    html = olives_browser.get(path).content.decode()
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    named = re.findall(r'role="img" aria-labelledby="([^"]+)"', html)
    assert named
    assert all(set(names.split()) <= set(ids) for names in named)


def test_the_digest_leads_to_both_pages(books: Books, olives_browser: Client) -> None:
    invoiced(books, "900", -10)
    html = olives_browser.get("/b/acme/").content.decode()
    for path in PAGES.values():
        assert html.count(f'href="{path}"') >= 2


@pytest.mark.parametrize("side", list(Side))
def test_programs_get_the_numbers_of_the_page(books: Books, olives_browser: Client, side: Side) -> None:
    invoiced(books, "900.55", -10)
    billed(books, "400.25", -12)
    said = olives_browser.get(f"/api/v1/businesses/acme/{side.value}s/").json()
    page = OwedService(books.business, side).page(clock.now())
    assert page.owed is not None
    assert said["side"] == side.value
    assert Decimal(said["owed"]["side"]["ageing"]["total"]) == page.owed.side.ageing.total > 0
    assert said["owed"]["figure"]["why"] == page.owed.figure.why
    assert len(said["owed"]["figure"]["weeks"]) == 13
    assert not {"wide", "narrow"} & set(said["owed"]["figure"])


def queries_of(browser: Client, path: str) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(path).status_code == 200
    return [query["sql"] for query in asked]


@pytest.mark.parametrize("path", PAGES.values())
def test_ten_times_as_many_documents_take_the_same_few_queries(
    piled: Books, olives_browser: Client, path: str
) -> None:
    pile_of(2).merge_into(piled.business)
    few = queries_of(olives_browser, path)
    pile_of(22).merge_into(piled.business)
    many = queries_of(olives_browser, path)
    assert len(many) == len(few) <= MOST_QUERIES
    assert not [sql for sql in many if "payload" in sql]


def test_the_queries_are_the_same_whatever_the_side(piled: Books, olives_browser: Client) -> None:
    pile_of(2).merge_into(piled.business)
    counts: Mapping[str, int] = {path: len(queries_of(olives_browser, path)) for path in PAGES.values()}
    assert len(set(counts.values())) == 1
