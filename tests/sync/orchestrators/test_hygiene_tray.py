"""What the tray looks at, joined from bank, ar, ap and the sync as of one moment."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from core.cash import Document, Side
from core.papers import Unsorted, VagueAccount
from sync.models import SyncIssue
from sync.orchestrators.hygiene_tray import HygieneSnapshot, HygieneTrayDataOrchestrator
from tests.bookkeeping import Books, money, posted, ref, spent_on

NOW = datetime(2026, 11, 20, 17, tzinfo=UTC)
TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def chart(books: Books) -> None:
    books.account("Checking", CurrentBalance=money("1,000"))
    books.account(
        "Uncategorized Expense", "Expense", "OtherMiscellaneousServiceCost", Classification="Expense"
    )
    books.account(
        "Suspense", "Other Current Asset", "OtherCurrentAssets", Classification="Asset", CurrentBalance=-40
    )
    books.enter("Vendor", Id="71", DisplayName="Granite & Sons", Active=True, TermRef=ref("3"))
    books.enter("Vendor", Id="72", DisplayName="Gone", Active=False)
    books.enter("Customer", Id="12", DisplayName="Fjord", Active=True)


def load(books: Books) -> HygieneSnapshot:
    return HygieneTrayDataOrchestrator(books.business).load(TODAY, NOW)


def bill(books: Books, on: str, balance: int, **fields: Any) -> str:
    said = {"TxnDate": on, "VendorRef": ref("71", "Granite"), "TotalAmt": 90, "Balance": balance}
    return books.enter("Bill", **said, **fields)


def test_papers_are_those_of_180_days_and_open_ones_of_any_age(books: Books) -> None:
    old_and_open, old_and_paid = bill(books, "2025-01-02", 90), bill(books, "2025-01-02", 0)
    paid = bill(books, "2026-11-02", 0, DocNumber="7", PrivateNote="Called")
    known = {paper.document.qbo_id: paper for paper in load(books).papers}
    assert set(known) == {old_and_open, paid}
    assert old_and_paid not in known
    assert known[paid].document == Document("Bill", paid, "7")
    assert (known[paid].party, known[paid].note, known[paid].total) == (
        "Granite & Sons",
        "Called",
        Decimal(90),
    )


def test_a_payment_carries_its_reference_as_number(books: Books) -> None:
    said = {"TxnDate": "2026-11-02", "CustomerRef": ref("12"), "TotalAmt": 20, "PaymentRefNum": "CHK-9"}
    books.enter("Payment", **said)
    (paper,) = load(books).papers
    assert (paper.side, paper.document.number, paper.party) == (Side.RECEIVABLE, "CHK-9", "Fjord")


def test_a_voided_document_is_known_as_such(books: Books) -> None:
    said = {"TxnDate": "2026-11-02", "CustomerRef": ref("12"), "TotalAmt": 0, "Balance": 0}
    books.enter("Invoice", **said, PrivateNote="Voided")
    books.enter("Invoice", **said, PrivateNote="Free of charge")
    assert [paper.voided for paper in load(books).papers] == [True, False]


def test_parties_are_those_in_use(books: Books) -> None:
    parties = {(party.name, party.side, party.has_terms) for party in load(books).parties}
    assert parties == {("Granite & Sons", Side.PAYABLE, True), ("Fjord", Side.RECEIVABLE, False)}


def test_lines_on_accounts_that_say_nothing_are_found_in_every_kind_of_document(books: Books) -> None:
    spent = {"PaymentType": "Check", "AccountRef": ref("Checking"), "TotalAmt": 30}
    books.enter("Purchase", TxnDate="2026-11-03", **spent, Line=[spent_on("30", "Uncategorized Expense")])
    books.enter("Purchase", TxnDate="2026-01-03", **spent, Line=[spent_on("30", "Uncategorized Expense")])
    bill(books, "2026-11-04", 90, Line=[spent_on("60", "Uncategorized Expense"), spent_on("30", "Rent")])
    entry = [posted("Credit", "40", "Suspense"), posted("Debit", "40", "Checking")]
    books.enter("JournalEntry", TxnDate="2026-11-05", Line=entry)
    snapshot = load(books)
    assert {(line.account, line.on, line.amount) for line in snapshot.unsorted} == {
        ("Uncategorized Expense", date(2026, 11, 3), Decimal(30)),
        ("Uncategorized Expense", date(2026, 11, 4), Decimal(60)),
        ("Suspense", date(2026, 11, 5), Decimal(40)),
    }
    assert all(isinstance(line, Unsorted) for line in snapshot.unsorted)
    assert snapshot.vague == (
        VagueAccount("Suspense", "Suspense", Decimal(-40)),
        VagueAccount("Uncategorized Expense", "Uncategorized Expense", None),
    )


def test_bank_movements_reach_back_to_the_first_day(books: Books) -> None:
    said = {"PaymentType": "Check", "AccountRef": ref("Checking"), "TotalAmt": 30}
    books.enter("Purchase", TxnDate="2019-01-03", **said)
    snapshot = load(books)
    assert [flow.on for flow in snapshot.books.moved or ()] == [date(2019, 1, 3)]
    assert snapshot.books.flows == ()


def test_objects_in_quarantine_are_named_with_the_local_date_they_were_first_seen_on(books: Books) -> None:
    late = datetime(2026, 11, 20, 3, tzinfo=UTC)
    SyncIssue.objects.create(
        business=books.business,
        entity="Bill",
        qbo_id="9",
        reason="no amount",
        payload=b"{}",
        first_seen_at=late,
    )
    (found,) = load(books).set_aside
    assert (found.document, found.since) == (Document("Bill", "9"), date(2026, 11, 19))
