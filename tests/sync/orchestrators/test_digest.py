"""Everything the digest is computed from, joined from bank, ar and ap as of one moment."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.cash import Side
from core.mirror import mirrors
from core.models import Business
from sync.models import Connection, EntityState, Feed, FeedKind, SyncIssue
from sync.orchestrators.digest import DigestDataOrchestrator, DigestSnapshot
from sync.orchestrators.freshness import BESIDE_THE_NUMBERS
from tests.bookkeeping import Books, linked, money, posted, ref, spent_on

NOW = datetime(2026, 11, 20, 17, tzinfo=UTC)
TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def chart(books: Books) -> None:
    books.account("Checking", CurrentBalance=money("1,000"))
    books.account("Savings", sub_type="Savings", CurrentBalance=money("500"))
    books.account("Visa", "Credit Card", "CreditCard", CurrentBalance=money("60"))
    books.account("A/R", "Accounts Receivable", "AccountsReceivable", CurrentBalance=money("330"))
    books.account("A/P", "Accounts Payable", "AccountsPayable", CurrentBalance=money("-200"))


def load(books: Books) -> DigestSnapshot:
    return DigestDataOrchestrator(books.business).load(TODAY, NOW)


def cheque(books: Books, on: str, amount: str, bank: str = "Checking", account: str = "Rent") -> None:
    books.enter(
        "Purchase",
        TxnDate=on,
        PaymentType="Check",
        AccountRef=ref(bank),
        TotalAmt=money(amount),
        Line=[spent_on(amount, account)],
    )


def read_completely(business: Business, at: datetime) -> Feed:
    """Every entity has been read to its end, and changes up to `at`."""
    Connection.objects.create(business=business, realm_id="9130", environment="sandbox-local")
    states = [EntityState(business=business, entity=model.qbo.name, backfilled_at=at) for model in mirrors()]
    EntityState.objects.bulk_create(states)
    return Feed.objects.create(business=business, kind=FeedKind.CHANGES, cursor=at, last_ok_at=at)


def test_it_joins_the_movements_of_all_three_apps(books: Books) -> None:
    cheque(books, "2026-11-02", "75")
    books.enter("Payment", TxnDate="2026-11-03", TotalAmt=money("500"), DepositToAccountRef=ref("Checking"))
    by_card = {"PayType": "CreditCard", "CreditCardPayment": {"CCAccountRef": ref("Visa")}}
    bill = [linked("60", "Bill", "9")]
    books.enter("BillPayment", TxnDate="2026-11-04", TotalAmt=money("60"), Line=bill, **by_card)
    moved = {(flow.document.entity, flow.account_id, flow.amount) for flow in load(books).flows}
    assert moved == {
        ("Purchase", "Checking", Decimal(-75)),
        ("Payment", "Checking", Decimal(500)),
        ("BillPayment", "Visa", Decimal(-60)),
    }


def test_movements_go_back_26_weeks_to_the_day(books: Books) -> None:
    cheque(books, "2026-05-21", "1")
    cheque(books, "2026-05-22", "2")
    assert [flow.amount for flow in load(books).flows] == [Decimal(-2)]


def test_open_items_of_a_side_add_up_to_its_control_account(books: Books) -> None:
    """Fjord owes an invoice of 250 and an entry of 100, and has paid 20 ahead; Granite is owed 200."""
    fjord, granite = ref("12", "Fjord & Pine"), ref("71", "Granite Glaze")
    books.enter(
        "Invoice", TxnDate="2026-10-02", CustomerRef=fjord, TotalAmt=money("250"), Balance=money("250")
    )
    entry = [
        posted("Debit", "100", "A/R", {"Type": "Customer", "EntityRef": fjord}),
        posted("Credit", "100", "Sales"),
    ]
    books.enter("JournalEntry", TxnDate="2026-10-31", Line=entry)
    books.enter(
        "Payment", TxnDate="2026-11-03", CustomerRef=fjord, TotalAmt=money("20"), UnappliedAmt=money("20")
    )
    books.enter("Bill", TxnDate="2026-10-02", VendorRef=granite, TotalAmt=money("200"), Balance=money("200"))
    items = load(books).open_items
    assert sum(item.open for item in items if item.side is Side.RECEIVABLE) == 330
    assert sum(item.open for item in items if item.side is Side.PAYABLE) == 200


def test_an_account_closed_meanwhile_is_shown_while_its_movements_are(books: Books) -> None:
    """Old bank was emptied into checking in June and closed: without it, the transfer would look like income."""
    books.account("Old bank", Active=False)
    transfer = {"FromAccountRef": ref("Old bank"), "ToAccountRef": ref("Checking"), "Amount": money("700")}
    books.enter("Transfer", TxnDate="2026-06-15", **transfer)
    assert "Old bank" in {balance.account_id for balance in load(books).balances}


def test_an_account_without_a_known_rate_is_a_problem(books: Books) -> None:
    books.account("Euro account", CurrencyRef=ref("EUR"), CurrentBalance=money("1,000"))
    assert [problem.text for problem in load(books).problems] == [
        "Euro account is in EUR and no exchange rate is known: it is in no total."
    ]


def test_an_account_whose_balance_is_not_stated_is_a_problem(books: Books) -> None:
    books.enter("Account", Id="Till", Name="Till", AccountType="Bank", Active=True)
    assert [problem.text for problem in load(books).problems] == ["QuickBooks states no balance for Till."]


def test_an_empty_company_gives_an_empty_snapshot(acme: Business, sam: Any) -> None:
    snapshot = DigestDataOrchestrator(sam.memberships.get().business).load(TODAY, NOW)
    assert (snapshot.balances, snapshot.flows, snapshot.open_items, snapshot.problems) == ((), (), (), ())
    assert not snapshot.freshness.connected
    assert not snapshot.freshness.complete


def test_the_books_are_as_old_as_the_changes_seen(books: Books) -> None:
    feed = read_completely(books.business, NOW - timedelta(minutes=9))
    assert load(books).freshness.as_of == NOW - timedelta(minutes=9)
    Feed.objects.filter(pk=feed.pk).update(last_ok_at=NOW)
    assert load(books).freshness.as_of == NOW - timedelta(minutes=9)


def test_while_an_entity_is_unread_nothing_is_said_to_be_known(books: Books) -> None:
    read_completely(books.business, NOW)
    EntityState.objects.filter(entity__in=["Bill", "Invoice"]).update(backfilled_at=None)
    freshness = load(books).freshness
    assert (freshness.complete, freshness.as_of) == (False, None)
    assert [problem.text for problem in freshness.problems] == ["Not read to the end yet: Invoice, Bill."]


def test_what_quickbooks_does_not_give_is_told(books: Books) -> None:
    """It counts as read, since there is nothing to read; without a word the digest would look whole."""
    read_completely(books.business, NOW)
    EntityState.objects.filter(entity__in=["Bill", "Deposit"]).update(unavailable="Not on this plan.")
    freshness = load(books).freshness
    assert freshness.complete
    assert [(problem.kind, problem.text) for problem in freshness.problems] == [
        (
            "not given",
            "QuickBooks does not give RowCol these, so they are missing or no longer up to date: Deposit, Bill.",
        )
    ]


def test_what_is_in_no_total_is_not_missed(books: Books) -> None:
    """Most companies have one currency, and no exchange rates to give."""
    read_completely(books.business, NOW)
    EntityState.objects.filter(entity__in=BESIDE_THE_NUMBERS).update(unavailable="Not on this plan.")
    assert EntityState.objects.exclude(unavailable="").count() == len(BESIDE_THE_NUMBERS)
    assert load(books).freshness.problems == ()


def test_a_broken_connection_is_told_with_its_reason(books: Books) -> None:
    read_completely(books.business, NOW)
    Connection.objects.update(broken_at=NOW, broken_why="The grant was revoked.")
    freshness = load(books).freshness
    assert (freshness.connected, freshness.last_error) == (False, "The grant was revoked.")
    assert freshness.as_of == NOW


def test_an_error_counts_until_the_next_good_pull(books: Books) -> None:
    feed = read_completely(books.business, NOW)
    Feed.objects.filter(pk=feed.pk).update(failures=1, last_error="QuickBooks could not be reached.")
    assert load(books).freshness.last_error == "QuickBooks could not be reached."
    Feed.objects.filter(pk=feed.pk).update(failures=0)
    assert load(books).freshness.last_error == ""


def test_objects_in_quarantine_are_counted_until_they_are_released(books: Books) -> None:
    read_completely(books.business, NOW)
    for qbo_id, entity in (("1", "Bill"), ("2", "Bill"), ("3", "Invoice")):
        SyncIssue.objects.create(
            business=books.business, entity=entity, qbo_id=qbo_id, reason="a NUL character", payload=b"{}"
        )
    assert [problem.text for problem in load(books).freshness.problems] == [
        "3 objects could not be read: 2 Bill, 1 Invoice."
    ]
    SyncIssue.objects.exclude(qbo_id="3").update(resolved_at=NOW)
    assert [problem.text for problem in load(books).freshness.problems] == [
        "1 object could not be read: 1 Invoice."
    ]


def test_the_number_of_queries_does_not_grow_with_the_books(
    books: Books, django_assert_max_num_queries: Any
) -> None:
    for number in range(1, 6):
        cheque(books, "2026-11-02", str(number))
        books.enter("Invoice", TxnDate="2026-10-02", CustomerRef=ref("12"), TotalAmt=number, Balance=number)
        books.enter("Bill", TxnDate="2026-10-02", VendorRef=ref("71"), TotalAmt=number, Balance=number)
    with django_assert_max_num_queries(18):
        snapshot = load(books)
    assert (len(snapshot.flows), len(snapshot.open_items)) == (5, 10)
