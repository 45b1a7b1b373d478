"""How the bank's own documents move money. Into an account is positive, out of it negative."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bank.services import BalanceService
from core.movements import Movements
from tests.bookkeeping import Books, linked, money, posted, ref, spent_on

SINCE = date(2026, 6, 1)
ACCOUNTS = frozenset({"Checking", "Savings", "Visa", "Undeposited"})


@pytest.fixture(autouse=True)
def chart(books: Books) -> None:
    """Two bank accounts, a card, undeposited funds."""
    books.account("Checking")
    books.account("Savings", sub_type="Savings")
    books.account("Visa", "Credit Card", "CreditCard")
    books.account("Undeposited", "Other Current Asset", "UndepositedFunds")


def moved(books: Books, since: date = SINCE) -> Movements:
    return BalanceService(books.business).movements(since, ACCOUNTS)


def brief(books: Books) -> list[tuple[str, str, Decimal]]:
    return [(flow.kind, flow.account_id, flow.amount) for flow in moved(books).flows]


def cheque(books: Books, amount: str, account: str, **fields: Any) -> str:
    said = {"PaymentType": "Check", "AccountRef": ref("Checking"), "TxnDate": "2026-10-05"}
    lines = [spent_on(amount, account)]
    return books.enter("Purchase", **(said | {"TotalAmt": money(amount), "Line": lines} | fields))


def test_a_cheque_takes_money_from_the_bank(books: Books) -> None:
    cheque(books, "75.00", "Rent", DocNumber="1001", EntityRef=ref("7", "Pier Properties", type="Vendor"))
    (flow,) = moved(books).flows
    assert (flow.on, flow.amount, flow.account_id) == (date(2026, 10, 5), Decimal(-75), "Checking")
    assert (flow.kind, flow.party, flow.document.number) == ("cheque", "Pier Properties", "1001")


def test_a_card_charge_moves_the_card_not_the_bank(books: Books) -> None:
    cheque(books, "64.20", "Software", PaymentType="CreditCard", AccountRef=ref("Visa"))
    assert brief(books) == [("card charge", "Visa", Decimal("-64.20"))]


def test_a_refund_on_the_card_gives_money_back(books: Books) -> None:
    cheque(books, "20", "Software", PaymentType="CreditCard", AccountRef=ref("Visa"), Credit=True)
    assert brief(books) == [("card refund", "Visa", Decimal(20))]


def test_a_cheque_that_pays_off_the_card_moves_both(books: Books) -> None:
    cheque(books, "300", "Visa")
    assert brief(books) == [("cheque", "Checking", Decimal(-300)), ("cheque", "Visa", Decimal(300))]


def test_a_card_refund_paid_out_to_the_bank_moves_both_the_other_way(books: Books) -> None:
    cheque(books, "15", "Checking", PaymentType="CreditCard", AccountRef=ref("Visa"), Credit=True)
    assert brief(books) == [("card refund", "Visa", Decimal(15)), ("card refund", "Checking", Decimal(-15))]


def test_a_transfer_between_own_accounts_leaves_one_and_reaches_the_other(books: Books) -> None:
    books.enter(
        "Transfer",
        TxnDate="2026-10-05",
        Amount=money("1,000"),
        FromAccountRef=ref("Checking"),
        ToAccountRef=ref("Savings"),
    )
    assert brief(books) == [("transfer", "Checking", Decimal(-1000)), ("transfer", "Savings", Decimal(1000))]


def test_paying_the_card_takes_money_from_the_bank_and_off_the_card(books: Books) -> None:
    books.enter(
        "CreditCardPayment",
        TxnDate="2026-10-28",
        Amount=money("450"),
        BankAccountRef=ref("Checking"),
        CreditCardAccountRef=ref("Visa"),
    )
    assert brief(books) == [
        ("card payment", "Checking", Decimal(-450)),
        ("card payment", "Visa", Decimal(450)),
    ]


def test_a_deposit_that_collects_payments_replaces_them(books: Books) -> None:
    books.enter(
        "Deposit",
        TxnDate="2026-10-07",
        TotalAmt=money("1,200"),
        DepositToAccountRef=ref("Checking"),
        Line=[linked("500", "Payment", "61"), linked("700", "SalesReceipt", "62")],
    )
    (flow,) = moved(books).flows
    assert (flow.kind, flow.amount) == ("deposit", Decimal(1200))
    assert flow.replaces == {("Payment", "61"), ("SalesReceipt", "62")}


def test_a_deposited_transfer_is_not_replaced_since_it_left_another_account(books: Books) -> None:
    books.enter(
        "Deposit",
        TxnDate="2026-10-07",
        TotalAmt=money("500"),
        DepositToAccountRef=ref("Checking"),
        Line=[linked("500", "Transfer", "71")],
    )
    assert moved(books).flows[0].replaces == frozenset()


def test_cash_back_from_a_deposit_counts_where_it_went(books: Books) -> None:
    """Payments of 1,068.15 are banked: 868.15 reach checking, 200 go to savings."""
    books.enter(
        "Deposit",
        TxnDate="2026-10-07",
        TotalAmt=money("868.15"),
        DepositToAccountRef=ref("Checking"),
        CashBack={"AccountRef": ref("Savings"), "Amount": money("200")},
        Line=[linked("1,068.15", "Payment", "61")],
    )
    assert brief(books) == [("deposit", "Checking", Decimal("868.15")), ("deposit", "Savings", Decimal(200))]


def test_a_deposit_line_from_another_own_account_leaves_that_account(books: Books) -> None:
    line = {
        "Amount": money("90"),
        "DepositLineDetail": {"AccountRef": ref("Savings"), "Entity": ref("9", "Till")},
    }
    books.enter(
        "Deposit",
        TxnDate="2026-10-07",
        TotalAmt=money("90"),
        DepositToAccountRef=ref("Checking"),
        Line=[line],
    )
    assert brief(books) == [("deposit", "Checking", Decimal(90)), ("deposit", "Savings", Decimal(-90))]
    assert {flow.party for flow in moved(books).flows} == {"Till"}


def test_a_journal_entry_moves_the_bank_by_its_debits_and_credits(books: Books) -> None:
    """Payroll: wages 9,000 debited, 6,500 credited to checking, 2,500 to taxes payable; 40 interest debited."""
    books.enter(
        "JournalEntry",
        TxnDate="2026-10-15",
        Line=[
            posted("Debit", "9,000", "Wages"),
            posted("Credit", "6,500", "Checking"),
            posted("Credit", "2,500", "Payroll taxes payable"),
            posted("Debit", "40", "Savings"),
            posted("Credit", "40", "Interest"),
            {"Description": "October payroll", "DetailType": "DescriptionOnly"},
        ],
    )
    assert brief(books) == [("journal", "Checking", Decimal(-6500)), ("journal", "Savings", Decimal(40))]


def test_a_deleted_document_moves_nothing(books: Books) -> None:
    gone = cheque(books, "75", "Visa")
    books.delete("Purchase", gone)
    assert moved(books) == Movements()


def test_a_voided_cheque_moves_nothing(books: Books) -> None:
    cheque(books, "0", "Visa", PrivateNote="Voided - wrong payee")
    assert moved(books) == Movements()


def test_what_happened_on_the_first_day_counts_and_the_day_before_does_not(books: Books) -> None:
    cheque(books, "10", "Rent", TxnDate="2026-05-31")
    cheque(books, "11", "Rent", TxnDate="2026-06-01")
    assert [flow.amount for flow in moved(books).flows] == [Decimal(-11)]


def test_a_foreign_cheque_counts_at_its_own_rate(books: Books) -> None:
    cheque(books, "100", "Rent", CurrencyRef=ref("EUR"), ExchangeRate=Decimal("1.085"))
    assert [flow.amount for flow in moved(books).flows] == [Decimal("-108.50")]


def test_a_foreign_cheque_without_a_rate_is_told_and_left_out(books: Books) -> None:
    cheque(books, "100", "Rent", DocNumber="1002", CurrencyRef=ref("EUR"))
    assert moved(books).flows == ()
    (problem,) = moved(books).problems
    assert problem.text == "Purchase 1002 is in EUR and no exchange rate is known, so it is left out."
    assert problem.amount == Decimal(-100)


def test_a_transfer_without_a_currency_takes_that_of_its_accounts(books: Books) -> None:
    books.account("Savings", sub_type="Savings", CurrencyRef=ref("EUR"))
    transfer = {"FromAccountRef": ref("Savings"), "ToAccountRef": ref("Checking"), "Amount": money("50")}
    books.enter("Transfer", TxnDate="2026-10-05", **transfer)
    assert moved(books).flows == ()
    assert [problem.kind for problem in moved(books).problems] == ["unknown rate"] * 2


def test_an_undated_document_is_told_and_left_out(books: Books) -> None:
    undated = cheque(books, "100", "Rent", TxnDate=None)
    assert moved(books).flows == ()
    (problem,) = moved(books).problems
    assert problem.kind == "undated"
    assert problem.document is not None
    assert problem.document.qbo_id == undated


def test_a_document_on_accounts_of_no_interest_is_not_read(books: Books) -> None:
    cheque(books, "100", "Rent", AccountRef=ref("Loan to shareholder"))
    assert moved(books) == Movements()


def test_the_number_of_queries_does_not_grow_with_the_books(
    books: Books, django_assert_num_queries: Any
) -> None:
    for number in range(1, 6):
        cheque(books, str(number), "Visa")
    with django_assert_num_queries(3):
        assert len(moved(books).flows) == 10
