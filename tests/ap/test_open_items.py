"""What is still owed to vendors, document by document."""

from datetime import date
from decimal import Decimal
from typing import Any

from ap.services import BillService
from bank.services import BalanceService
from core.cash import Side
from core.openitems import OpenItems
from tests.bookkeeping import Books, linked, money, posted, ref

GRANITE = ref("71", "Granite Glaze")


def still_open(books: Books) -> OpenItems:
    control = BalanceService(books.business).control_lines()
    return BillService(books.business).open_items(control)


def amounts(books: Books) -> list[tuple[str, Decimal]]:
    return [(item.document.entity, item.open) for item in still_open(books).items]


def billed(books: Books, total: str, balance: str, **fields: Any) -> str:
    said = {"TxnDate": "2026-10-19", "DueDate": "2026-11-18", "VendorRef": GRANITE, "DocNumber": "GG-5512"}
    return books.enter("Bill", **(said | {"TotalAmt": money(total), "Balance": money(balance)} | fields))


def paid(books: Books, total: str, *lines: dict[str, Any]) -> str:
    return books.enter(
        "BillPayment",
        TxnDate="2026-10-25",
        VendorRef=GRANITE,
        PayType="Check",
        TotalAmt=money(total),
        Line=list(lines),
    )


def test_a_part_paid_bill_is_owed_for_the_rest(books: Books) -> None:
    billed(books, "200", "80")
    (item,) = still_open(books).items
    assert (item.side, item.total, item.open) == (Side.PAYABLE, Decimal(200), Decimal(80))
    assert (item.due_on, item.party, item.document.number) == (date(2026, 11, 18), "Granite Glaze", "GG-5512")


def test_a_paid_or_deleted_bill_owes_nothing(books: Books) -> None:
    billed(books, "200", "0")
    gone = billed(books, "300", "300")
    books.delete("Bill", gone)
    assert still_open(books) == OpenItems()


def test_an_unused_vendor_credit_lowers_what_is_owed(books: Books) -> None:
    billed(books, "200", "200")
    books.enter(
        "VendorCredit", TxnDate="2026-10-20", VendorRef=GRANITE, TotalAmt=money("40"), Balance=money("15")
    )
    assert amounts(books) == [("Bill", Decimal(200)), ("VendorCredit", Decimal(-15))]


def test_a_vendor_credit_that_states_no_balance_is_worth_what_was_not_used(books: Books) -> None:
    credit = books.enter("VendorCredit", TxnDate="2026-10-20", VendorRef=GRANITE, TotalAmt=money("40"))
    assert amounts(books) == [("VendorCredit", Decimal(-40))]
    paid(books, "0", linked("30", "Bill", "905"), linked("30", "VendorCredit", credit))
    assert amounts(books) == [("VendorCredit", Decimal(-10))]
    paid(books, "0", linked("10", "Bill", "906"), linked("10", "VendorCredit", credit))
    assert amounts(books) == []


def test_what_was_paid_beyond_the_bills_stands_to_our_credit(books: Books) -> None:
    """A cheque of 120 for a bill of 100: 20 are left with the vendor."""
    paid(books, "120", linked("100", "Bill", "905"))
    assert amounts(books) == [("BillPayment", Decimal(-20))]


def test_a_payment_less_a_credit_is_no_overpayment(books: Books) -> None:
    paid(books, "70", linked("100", "Bill", "905"), linked("30", "VendorCredit", "940"))
    assert amounts(books) == []


def test_a_voided_payment_leaves_nothing_with_the_vendor(books: Books) -> None:
    paid(books, "0")
    assert amounts(books) == []


def test_a_payment_that_states_no_total_is_not_taken_for_a_debt(books: Books) -> None:
    books.enter("BillPayment", TxnDate="2026-10-25", VendorRef=GRANITE, Line=[linked("100", "Bill", "905")])
    assert amounts(books) == []


def test_a_deleted_payment_leaves_nothing_with_the_vendor(books: Books) -> None:
    gone = paid(books, "120", linked("100", "Bill", "905"))
    books.delete("BillPayment", gone)
    assert amounts(books) == []


def test_a_journal_entry_on_payables_is_owed_less_what_was_paid_on_it(books: Books) -> None:
    books.account("A/P", "Accounts Payable", "AccountsPayable")
    granite = {"Type": "Vendor", "EntityRef": GRANITE}
    lines = [posted("Debit", "310", "Fees"), posted("Credit", "310", "A/P", granite)]
    entry = books.enter("JournalEntry", TxnDate="2026-09-30", Line=lines)
    paid(books, "110", linked("110", "JournalEntry", entry))
    (item,) = still_open(books).items
    assert (item.open, item.due_on, item.issued_on) == (Decimal(200), date(2026, 9, 30), date(2026, 9, 30))


def test_a_vendors_refund_is_settled_by_the_credit_it_pays(books: Books) -> None:
    """A credit of 40 is paid out: the deposit of 40 on payables and the credit cancel once they are matched."""
    books.account("A/P", "Accounts Payable", "AccountsPayable")
    line = {"Amount": money("40"), "DepositLineDetail": {"AccountRef": ref("A/P"), "Entity": GRANITE}}
    refund = books.enter("Deposit", TxnDate="2026-10-07", TotalAmt=money("40"), Line=[line])
    credit = books.enter("VendorCredit", TxnDate="2026-10-01", VendorRef=GRANITE, TotalAmt=money("40"))
    assert sum(amount for _, amount in amounts(books)) == 0
    paid(books, "0", linked("40", "Deposit", refund), linked("40", "VendorCredit", credit))
    assert amounts(books) == []


def test_a_foreign_bill_counts_at_its_own_rate(books: Books) -> None:
    billed(books, "100", "50", CurrencyRef=ref("GBP"), ExchangeRate=Decimal("1.3"))
    (item,) = still_open(books).items
    assert (item.open, item.total) == (Decimal("65.00"), Decimal("130.00"))


def test_the_number_of_queries_does_not_grow_with_the_books(
    books: Books, django_assert_num_queries: Any
) -> None:
    for number in range(1, 6):
        billed(books, str(number), str(number))
    with django_assert_num_queries(3):
        assert len(BillService(books.business).open_items().items) == 5
