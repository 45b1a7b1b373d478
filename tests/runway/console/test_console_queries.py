"""What the console costs: the same queries for ten documents and a thousand, decided on or not."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.cash import Document, OpenItem, Side
from core.models import Business, User
from runway.models import Action
from runway.services import decisions
from runway.services.decisions import Proposal
from tests.bookkeeping import Books, linked, money
from tests.conftest import signed_in
from tests.runway.console.office import CUSTOMER, VENDOR, in_days
from tests.runway.test_page_queries import Pile
from tests.sweeping import sweep

MOST_QUERIES, MOST_OF_KEPT = 64, 25


def pile_of(rounds: int) -> Pile:
    """Each round: a bill and an invoice that are open, a bill and an invoice that were paid."""
    pile = Pile()
    for number in range(rounds):
        dated = {"TxnDate": "2026-10-01", "TotalAmt": 90, "DueDate": in_days(number % 60 - 10).isoformat()}
        pile.enter("Bill", **dated, VendorRef=VENDOR, Balance=90)
        pile.enter("Invoice", **dated, CustomerRef=CUSTOMER, Balance=90)
        paid = pile.enter("Bill", **dated, VendorRef=VENDOR, Balance=0)
        received = pile.enter("Invoice", **dated, CustomerRef=CUSTOMER, Balance=0)
        moved = {"TxnDate": in_days(-3).isoformat(), "TotalAmt": 90}
        lines = [linked("90", "Bill", paid)]
        pile.enter("BillPayment", **moved, VendorRef=VENDOR, PayType="Check", Line=lines)
        pile.enter("Payment", **moved, CustomerRef=CUSTOMER, Line=[linked("90", "Invoice", received)])
    return pile


def decide(business: Business, user: User, ids: range) -> None:
    amount = money("90")
    items = [
        OpenItem(Side.PAYABLE, Document("Bill", str(i)), "71", "Granite", None, None, amount, amount)
        for i in ids
    ]
    decisions.propose(business, user, [Proposal(item, Action.DELAY, in_days(30)) for item in items])


def queries(browser: Client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        page = browser.get(address)
    assert "Effect of the set" in page.content.decode()
    return [query["sql"] for query in asked]


@pytest.mark.parametrize("address", sweep(["/b/acme/console/", "/b/acme/console/?all"], "/b/acme/console/"))
def test_ten_and_a_thousand_documents_take_the_same_queries(office: Books, maya: User, address: str) -> None:
    browser = signed_in(maya)
    pile_of(5).merge_into(office.business)
    decide(office.business, maya, range(1, 2))
    few = queries(browser, address)
    pile_of(500).merge_into(office.business)
    decide(office.business, maya, range(7, 67, 6))
    many = queries(browser, address)
    assert len(many) == len(few) <= MOST_QUERIES
    assert not [sql for sql in many if "payload" in sql]
    assert len(queries(browser, address)) <= MOST_OF_KEPT
