"""How paying vendors moves money."""

from datetime import date
from decimal import Decimal
from typing import Any

from ap.services import BillService
from core.movements import Movements
from tests.bookkeeping import Books, linked, money, ref

SINCE = date(2026, 6, 1)
ACCOUNTS = frozenset({"Checking", "Visa"})


def moved(books: Books) -> Movements:
    return BillService(books.business).movements(SINCE, ACCOUNTS)


def paid(books: Books, amount: str, **fields: Any) -> str:
    said = {"TxnDate": "2026-10-05", "VendorRef": ref("71", "Granite Glaze"), "TotalAmt": money(amount)}
    by_cheque = {"PayType": "Check", "CheckPayment": {"BankAccountRef": ref("Checking")}}
    return books.enter(
        "BillPayment", **(said | by_cheque | {"Line": [linked(amount, "Bill", "905")]} | fields)
    )


def test_a_bill_paid_from_the_bank_is_money_out(books: Books) -> None:
    paid(books, "120", DocNumber="1007")
    (flow,) = moved(books).flows
    assert (flow.kind, flow.account_id, flow.amount) == ("bill payment", "Checking", Decimal(-120))
    assert (flow.party, flow.document.number) == ("Granite Glaze", "1007")


def test_a_bill_paid_by_card_moves_the_card(books: Books) -> None:
    by_card = {
        "PayType": "CreditCard",
        "CreditCardPayment": {"CCAccountRef": ref("Visa")},
        "CheckPayment": None,
    }
    paid(books, "120", **by_card)
    assert [(flow.account_id, flow.amount) for flow in moved(books).flows] == [("Visa", Decimal(-120))]


def test_a_voided_bill_payment_moves_nothing(books: Books) -> None:
    paid(books, "0", PrivateNote="Voided", Line=[])
    assert moved(books) == Movements()


def test_a_deleted_bill_payment_moves_nothing(books: Books) -> None:
    gone = paid(books, "120")
    books.delete("BillPayment", gone)
    assert moved(books) == Movements()


def test_a_vendor_is_called_by_todays_name(books: Books) -> None:
    paid(books, "120")
    books.enter("Vendor", Id="71", DisplayName="Granite & Sons", Active=True)
    assert [flow.party for flow in moved(books).flows] == ["Granite & Sons"]


def test_an_undated_bill_payment_is_told_and_left_out(books: Books) -> None:
    paid(books, "120", TxnDate=None, DocNumber="1007")
    assert moved(books).flows == ()
    assert [problem.text for problem in moved(books).problems] == [
        "Bill payment 1007 has no date, so its money is not placed on any day."
    ]


def test_the_number_of_queries_does_not_grow_with_the_books(
    books: Books, django_assert_num_queries: Any
) -> None:
    for number in range(1, 6):
        paid(books, str(number))
    with django_assert_num_queries(2):
        assert len(moved(books).flows) == 5
