"""What customers still owe, document by document."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ar.services import InvoiceService
from bank.services import BalanceService
from core.cash import OpenItem, Side
from core.openitems import OpenItems
from tests.bookkeeping import Books, linked, money, posted, ref

FJORD = ref("12", "Fjord & Pine")


def still_open(books: Books) -> OpenItems:
    control = BalanceService(books.business).control_lines()
    return InvoiceService(books.business).open_items(control)


def only_item(books: Books) -> OpenItem:
    (item,) = still_open(books).items
    return item


def amounts(books: Books) -> list[tuple[str, Decimal]]:
    return [(item.document.entity, item.open) for item in still_open(books).items]


def invoiced(books: Books, total: str, balance: str, **fields: Any) -> str:
    said = {"TxnDate": "2026-10-02", "DueDate": "2026-11-01", "CustomerRef": FJORD, "DocNumber": "2077"}
    return books.enter("Invoice", **(said | {"TotalAmt": money(total), "Balance": money(balance)} | fields))


def test_a_part_paid_invoice_is_open_for_the_rest(books: Books) -> None:
    invoiced(books, "1,750", "1,250")
    item = only_item(books)
    assert (item.side, item.total, item.open) == (Side.RECEIVABLE, Decimal(1750), Decimal(1250))
    assert (item.issued_on, item.due_on) == (date(2026, 10, 2), date(2026, 11, 1))
    assert (item.party_id, item.party, item.document.number) == ("12", "Fjord & Pine", "2077")


def test_a_paid_invoice_owes_nothing(books: Books) -> None:
    invoiced(books, "1,750", "0")
    assert still_open(books) == OpenItems()


def test_a_voided_invoice_owes_nothing(books: Books) -> None:
    invoiced(books, "0", "0", PrivateNote="Voided - sent twice")
    assert still_open(books) == OpenItems()


def test_a_deleted_invoice_owes_nothing(books: Books) -> None:
    gone = invoiced(books, "1,750", "1,750")
    books.delete("Invoice", gone)
    assert still_open(books) == OpenItems()


def test_an_unapplied_payment_and_an_unused_credit_lower_what_is_owed(books: Books) -> None:
    invoiced(books, "500", "500")
    books.enter(
        "Payment", TxnDate="2026-10-05", CustomerRef=FJORD, TotalAmt=money("120"), UnappliedAmt=money("20")
    )
    books.enter(
        "CreditMemo",
        TxnDate="2026-10-06",
        CustomerRef=FJORD,
        TotalAmt=money("150"),
        RemainingCredit=money("150"),
    )
    expected = [("Invoice", Decimal(500)), ("Payment", Decimal(-20)), ("CreditMemo", Decimal(-150))]
    assert amounts(books) == expected


def test_an_applied_payment_and_a_used_credit_are_not_open(books: Books) -> None:
    books.enter("Payment", TxnDate="2026-10-05", CustomerRef=FJORD, TotalAmt=money("120"), UnappliedAmt=0)
    books.enter(
        "CreditMemo", TxnDate="2026-10-06", CustomerRef=FJORD, TotalAmt=money("150"), RemainingCredit=0
    )
    assert still_open(books) == OpenItems()


def test_a_customer_is_called_by_todays_name_even_when_inactive(books: Books) -> None:
    invoiced(books, "500", "500")
    books.enter("Customer", Id="12", DisplayName="Fjord (deleted)", Active=False)
    assert only_item(books).party == "Fjord (deleted)"


def test_a_foreign_invoice_is_worth_what_quickbooks_says_or_its_balance_at_its_rate(books: Books) -> None:
    euros = {"CurrencyRef": ref("EUR"), "ExchangeRate": Decimal("1.1")}
    invoiced(books, "1,000", "400", HomeBalance=money("441.00"), HomeTotalAmt=money("1,100"), **euros)
    invoiced(books, "1,000", "400", DueDate="2026-12-01", **euros)
    assert [item.open for item in still_open(books).items] == [Decimal("441.00"), Decimal("440.00")]


def test_a_foreign_invoice_without_a_rate_is_told_and_left_out(books: Books) -> None:
    invoiced(books, "1,000", "400", CurrencyRef=ref("EUR"))
    assert still_open(books).items == ()
    (problem,) = still_open(books).problems
    assert (problem.kind, problem.amount) == ("unknown rate", Decimal(400))


def test_an_invoice_without_a_balance_is_told_not_taken_for_paid(books: Books) -> None:
    books.enter("Invoice", TxnDate="2026-10-02", TotalAmt=money("10"), DocNumber="2078")
    assert [problem.text for problem in still_open(books).problems] == [
        "Invoice 2078 states no amount, so it is left out."
    ]


class TestJournalEntriesOnReceivables:
    """An entry of 300 against Fjord; it counts as open until payments have used it up."""

    @pytest.fixture
    def entry(self, books: Books) -> str:
        books.account("A/R", "Accounts Receivable", "AccountsReceivable")
        fjord = {"Type": "Customer", "EntityRef": FJORD}
        lines = [posted("Debit", "300", "A/R", fjord), posted("Credit", "300", "Sales")]
        return books.enter("JournalEntry", DocNumber="JE-14", TxnDate="2026-09-30", Line=lines)

    def paid(self, books: Books, entry: str, amount: str) -> str:
        return books.enter(
            "Payment",
            TxnDate="2026-10-05",
            CustomerRef=FJORD,
            TotalAmt=money(amount),
            UnappliedAmt=0,
            Line=[linked(amount, "JournalEntry", entry)],
        )

    def test_it_falls_due_on_its_own_date(self, books: Books, entry: str) -> None:
        item = only_item(books)
        assert (item.open, item.issued_on) == (Decimal(300), date(2026, 9, 30))
        assert item.due_on == item.issued_on
        assert (item.party, item.document.number) == ("Fjord & Pine", "JE-14")

    def test_what_was_paid_on_it_is_taken_off(self, books: Books, entry: str) -> None:
        self.paid(books, entry, "120")
        assert only_item(books).open == Decimal(180)

    def test_paid_in_full_it_is_no_longer_open(self, books: Books, entry: str) -> None:
        self.paid(books, entry, "120")
        self.paid(books, entry, "180")
        assert still_open(books) == OpenItems()

    def test_a_deleted_payment_reopens_it(self, books: Books, entry: str) -> None:
        payment = self.paid(books, entry, "300")
        books.delete("Payment", payment)
        assert only_item(books).open == Decimal(300)


def test_another_business_sees_none_of_it(books: Books, sam: Any) -> None:
    invoiced(books, "500", "500")
    assert InvoiceService(sam.memberships.get().business).open_items() == OpenItems()


def test_the_number_of_queries_does_not_grow_with_the_books(
    books: Books, django_assert_num_queries: Any
) -> None:
    for number in range(1, 6):
        invoiced(books, str(number), str(number))
    with django_assert_num_queries(2):
        assert len(InvoiceService(books.business).open_items().items) == 5
