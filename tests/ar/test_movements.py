"""How customers' documents move money."""

from datetime import date
from decimal import Decimal
from typing import Any

from ar.services import InvoiceService
from core.movements import Movements
from tests.bookkeeping import Books, linked, money, ref

SINCE = date(2026, 6, 1)
ACCOUNTS = frozenset({"Checking", "Undeposited"})


def moved(books: Books) -> Movements:
    return InvoiceService(books.business).movements(SINCE, ACCOUNTS)


def brief(books: Books) -> list[tuple[str, str, Decimal]]:
    return [(flow.kind, flow.account_id, flow.amount) for flow in moved(books).flows]


def received(books: Books, amount: str, account: str | None = "Checking", **fields: Any) -> str:
    said = {"TxnDate": "2026-10-05", "TotalAmt": money(amount), "CustomerRef": ref("12", "Fjord & Pine")}
    return books.enter(
        "Payment", **(said | ({"DepositToAccountRef": ref(account)} if account else {}) | fields)
    )


def test_a_payment_straight_to_the_bank_is_money_in(books: Books) -> None:
    received(books, "500")
    (flow,) = moved(books).flows
    assert (flow.kind, flow.account_id, flow.amount) == ("customer payment", "Checking", Decimal(500))
    assert (flow.on, flow.party) == (date(2026, 10, 5), "Fjord & Pine")


def test_a_payment_without_an_account_waits_for_its_deposit(books: Books) -> None:
    received(books, "500", account=None)
    assert moved(books) == Movements()


def test_a_payment_into_undeposited_funds_is_told_as_such(books: Books) -> None:
    received(books, "500", account="Undeposited")
    assert brief(books) == [("customer payment", "Undeposited", Decimal(500))]


def test_a_voided_payment_moves_nothing(books: Books) -> None:
    received(books, "0", PrivateNote="Voided", UnappliedAmt=0, Line=[])
    assert moved(books) == Movements()


def test_a_deleted_payment_moves_nothing(books: Books) -> None:
    gone = received(books, "500")
    books.delete("Payment", gone)
    assert moved(books) == Movements()


def test_applying_a_credit_memo_moves_nothing(books: Books) -> None:
    received(books, "0", Line=[linked("100", "Invoice", "71"), linked("100", "CreditMemo", "73")])
    assert moved(books) == Movements()


def test_a_sale_paid_at_once_is_money_in_and_a_refund_money_out(books: Books) -> None:
    receipt = {"TxnDate": "2026-10-05", "DepositToAccountRef": ref("Checking")}
    books.enter("SalesReceipt", TotalAmt=money("90"), **receipt)
    books.enter("RefundReceipt", TotalAmt=money("45"), **receipt)
    assert brief(books) == [("sales receipt", "Checking", Decimal(90)), ("refund", "Checking", Decimal(-45))]


def test_a_deposit_taken_on_an_invoice_counts_where_it_was_paid_in(books: Books) -> None:
    books.enter(
        "Invoice",
        TxnDate="2026-10-05",
        TotalAmt=money("1,000"),
        Balance=money("750"),
        Deposit=money("250"),
        DepositToAccountRef=ref("Checking"),
    )
    assert brief(books) == [("invoice deposit", "Checking", Decimal(250))]


def test_a_voided_invoice_took_no_deposit(books: Books) -> None:
    voided = {"TotalAmt": 0, "Balance": 0, "PrivateNote": "Voided"}
    books.enter(
        "Invoice", TxnDate="2026-10-05", Deposit=money("250"), DepositToAccountRef=ref("Checking"), **voided
    )
    assert moved(books) == Movements()


def test_a_customer_is_called_by_todays_name(books: Books) -> None:
    received(books, "500")
    books.enter("Customer", Id="12", DisplayName="Fjord, Pine & Daughters", Active=True)
    assert [flow.party for flow in moved(books).flows] == ["Fjord, Pine & Daughters"]


def test_a_foreign_receipt_counts_at_quickbooks_own_home_value(books: Books) -> None:
    books.enter(
        "SalesReceipt",
        TxnDate="2026-10-05",
        DepositToAccountRef=ref("Checking"),
        TotalAmt=money("90"),
        HomeTotalAmt=money("99.01"),
        CurrencyRef=ref("EUR"),
        ExchangeRate=Decimal("1.1"),
    )
    assert [flow.amount for flow in moved(books).flows] == [Decimal("99.01")]


def test_a_payment_without_an_amount_is_told_and_left_out(books: Books) -> None:
    books.enter("Payment", TxnDate="2026-10-05", DepositToAccountRef=ref("Checking"), PaymentRefNum="7")
    assert moved(books).flows == ()
    assert [problem.kind for problem in moved(books).problems] == ["no amount"]


def test_the_number_of_queries_does_not_grow_with_the_books(
    books: Books, django_assert_num_queries: Any
) -> None:
    for number in range(1, 6):
        received(books, str(number))
    with django_assert_num_queries(2):
        assert len(moved(books).flows) == 5
