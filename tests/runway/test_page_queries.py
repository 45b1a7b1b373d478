"""What a page costs: the same few queries for small books and large ones, and never a payload."""

from collections import defaultdict
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import clock
from core.mirror import mirror_named, mirrors
from core.models import Business
from sync import generations
from sync.merge import merge
from sync.models import Connection, EntityState
from tests.bookkeeping import OPENING, Books, encode, linked, money, posted, ref, spent_on

MOST_QUERIES = 66  # five of what people told RowCol, nine what it learns from, twelve whether it is kept
MOST_OF_KEPT = 21  # eight of who asks, five of how old the books are; the last counts how long the page took
FJORD, GRANITE = ref("12", "Fjord & Pine"), ref("71", "Granite Glaze")
BANK = {"DepositToAccountRef": ref("Checking")}
OWED = {"Type": "Customer", "EntityRef": FJORD}
SALES: dict[str, dict[str, Any]] = {
    "Invoice": {"Balance": 90, "DueDate": "2026-11-30"},
    "Payment": {"UnappliedAmt": 10, **BANK},
    "CreditMemo": {"RemainingCredit": 90},
    "SalesReceipt": BANK,
    "RefundReceipt": BANK,
}


class Pile:
    """Documents that are merged a page at a time, as a backfill does it."""

    def __init__(self) -> None:
        self.pages: dict[str, list[bytes]] = defaultdict(list)
        self.size = 0

    def enter(self, entity: str, **fields: Any) -> str:
        self.size += 1
        stamp = {"MetaData": {"LastUpdatedTime": OPENING.isoformat(timespec="seconds")}}
        body = {"Id": str(self.size), "SyncToken": "0", **stamp, **fields}
        self.pages[entity].append(encode(body))
        return body["Id"]

    def merge_into(self, business: Business) -> None:
        for entity, page in self.pages.items():
            assert merge(business, mirror_named(entity), page, OPENING).quarantined == 0
        generations.bump(business.pk)


@pytest.fixture
def books(acme: Business) -> Books:
    """Acme's chart of accounts, connected and read completely."""
    Connection.objects.create(business=acme, realm_id="9130", environment="sandbox-local")
    now = clock.now()
    read = [EntityState(business=acme, entity=model.qbo.name, backfilled_at=now) for model in mirrors()]
    EntityState.objects.bulk_create(read)
    made = Books(acme)
    made.account("Checking", CurrentBalance=money("1,000"))
    made.account("Visa", "Credit Card", "CreditCard")
    made.account("A/R", "Accounts Receivable", "AccountsReceivable")
    made.account("A/P", "Accounts Payable", "AccountsPayable")
    made.enter("Customer", Id="12", DisplayName="Fjord, Pine & Daughters", Active=True)
    made.enter("Vendor", Id="71", DisplayName="Granite & Sons", Active=True)
    return made


def pile_of(rounds: int) -> Pile:
    pile = Pile()
    for number in range(rounds):
        enter_everything(pile, f"2026-11-{number % 20 + 1:02}")
    return pile


def enter_everything(pile: Pile, day: str) -> None:
    """One document of every kind that a digest reads, so that each is read in every way."""
    dated = {"TxnDate": day, "TotalAmt": money("90")}
    for entity, fields in SALES.items():
        pile.enter(entity, **dated, CustomerRef=FJORD, **fields)
    bill = pile.enter("Bill", **dated, VendorRef=GRANITE, Balance=90, DueDate="2026-11-30")
    credit = pile.enter("VendorCredit", **dated, VendorRef=GRANITE)
    moved = {"FromAccountRef": ref("Checking"), "ToAccountRef": ref("Visa")}
    pile.enter("Transfer", TxnDate=day, Amount=90, **moved)
    paid_off = {"BankAccountRef": ref("Checking"), "CreditCardAccountRef": ref("Visa")}
    pile.enter("CreditCardPayment", TxnDate=day, Amount=90, **paid_off)
    spent = [spent_on("60", "A/P"), spent_on("30", "Visa")]
    cheque = {"PaymentType": "Check", "AccountRef": ref("Checking"), "EntityRef": GRANITE}
    purchase = pile.enter("Purchase", **dated, **cheque, Line=spent)
    banked = {"Amount": money("90"), "DepositLineDetail": {"AccountRef": ref("A/R"), "Entity": FJORD}}
    pile.enter("Deposit", **dated, **BANK, Line=[banked])
    lines = [posted("Debit", "90", "A/R", OWED), posted("Credit", "90", "Checking")]
    entry = pile.enter("JournalEntry", TxnDate=day, Line=lines)
    applied = [
        linked("40", "Bill", bill),
        linked("5", "VendorCredit", credit),
        linked("5", "Check", purchase),
    ]
    by_cheque = {"PayType": "Check", "CheckPayment": {"BankAccountRef": ref("Checking")}}
    pile.enter("BillPayment", **dated, **by_cheque, VendorRef=GRANITE, Line=applied)
    received = [linked("20", "JournalEntry", entry)]
    pile.enter("Payment", TxnDate=day, TotalAmt=20, CustomerRef=FJORD, **BANK, Line=received)


def queries_of_the_digest(browser: Client) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        page = browser.get("/b/acme/")
    assert "Cash is $1,000." in page.content.decode()
    return [query["sql"] for query in asked]


def test_ten_times_as_many_documents_take_the_same_few_queries(books: Books, olives_browser: Client) -> None:
    small, large = pile_of(2), pile_of(22)
    assert (small.size, large.size) == (28, 308)
    small.merge_into(books.business)
    few = queries_of_the_digest(olives_browser)
    large.merge_into(books.business)
    many = queries_of_the_digest(olives_browser)
    assert len(many) == len(few) <= MOST_QUERIES
    assert not [sql for sql in many if "payload" in sql]
    assert len(queries_of_the_digest(olives_browser)) <= MOST_OF_KEPT
