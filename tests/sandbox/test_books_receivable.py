"""What customers owe: invoices, payments, credits, and what happens when they are voided or deleted."""

import pytest

from sandbox.faults import Fault
from sandbox.store import Store
from tests.sandbox.acme import Acme, open_acme


@pytest.fixture
def acme(store: Store) -> Acme:
    return open_acme(store)


def owed_by_customer(acme: Acme) -> object:
    return acme.now("Customer", {"Id": acme.ids["Fjord & Pine"]})["Balance"]


def test_an_invoice_is_owed_whole(acme: Acme) -> None:
    made = acme.invoice(500)
    assert (made["TotalAmt"], made["Balance"], made["SyncToken"]) == (500, 500, "0")
    assert acme.balance("Accounts Receivable (A/R)") == 500
    assert owed_by_customer(acme) == 500


def test_an_invoice_ends_with_its_subtotal_line(acme: Acme) -> None:
    last = acme.invoice(500)["Line"][-1]
    assert last == {"Amount": 500, "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}}


def test_sales_tax_is_owed_to_the_state_not_earned(acme: Acme) -> None:
    made = acme.invoice(500, TxnTaxDetail={"TotalTax": 40})
    assert made["TotalAmt"] == 540
    assert acme.balance("Sales Tax Payable") == -40


def test_a_discount_line_lowers_the_total(acme: Acme) -> None:
    detail = {"PercentBased": True, "DiscountPercent": 10, "DiscountAccountRef": acme.ref("Discounts")}
    discount = {"DetailType": "DiscountLineDetail", "DiscountLineDetail": detail}
    made = acme.make("Invoice", CustomerRef=acme.ref("Fjord & Pine"), Line=[acme.sale(500), discount])
    assert made["TotalAmt"] == 450


def test_a_deposit_on_the_form_is_in_the_bank_and_not_owed(acme: Acme) -> None:
    made = acme.invoice(500, Deposit=200, DepositToAccountRef=acme.ref("Operating Checking"))
    assert made["Balance"] == 300
    assert acme.balance("Operating Checking") == 200


def test_the_due_date_comes_from_the_term(acme: Acme) -> None:
    term = acme.make("Term", Name="Net 30", DueDays=30)
    made = acme.invoice(TxnDate="2026-11-01", SalesTermRef={"value": term["Id"]})
    assert made["DueDate"] == "2026-12-01"


def test_a_payment_without_an_account_lies_in_undeposited_funds(acme: Acme) -> None:
    made = acme.invoice(500)
    acme.paid(500, ("Invoice", made, 500))
    assert acme.balance("Undeposited Funds") == 500
    assert acme.balance("Accounts Receivable (A/R)") == 0


def test_a_payment_moves_balance_link_time_and_token_of_its_invoice(acme: Acme) -> None:
    made = acme.invoice(500)
    payment = acme.paid(200, ("Invoice", made, 200))
    seen = acme.now("Invoice", made)
    assert seen["Balance"] == 300
    assert seen["LinkedTxn"] == [{"TxnId": payment["Id"], "TxnType": "Payment"}]
    assert seen["MetaData"]["LastUpdatedTime"] == payment["MetaData"]["LastUpdatedTime"]
    assert seen["SyncToken"] == "1"


def test_a_customer_moves_in_time_but_not_in_token_when_its_balance_moves(acme: Acme) -> None:
    before = acme.now("Customer", {"Id": acme.ids["Fjord & Pine"]})
    made = acme.invoice(500)
    after = acme.now("Customer", {"Id": acme.ids["Fjord & Pine"]})
    assert after["SyncToken"] == before["SyncToken"]
    assert after["MetaData"]["LastUpdatedTime"] == made["MetaData"]["LastUpdatedTime"]


def test_money_not_put_on_an_invoice_is_unapplied(acme: Acme) -> None:
    made = acme.invoice(500)
    payment = acme.paid(700, ("Invoice", made, 500))
    assert payment["UnappliedAmt"] == 200
    assert owed_by_customer(acme) == -200


def test_unapplied_money_can_be_put_on_an_invoice_later(acme: Acme) -> None:
    payment, made = acme.paid(500), acme.invoice(300)
    line = {"Amount": 300, "LinkedTxn": [{"TxnId": made["Id"], "TxnType": "Invoice"}]}
    assert acme.change("Payment", payment, Line=[line])["UnappliedAmt"] == 200
    assert acme.now("Invoice", made)["Balance"] == 0


def test_more_than_is_open_cannot_be_applied(acme: Acme) -> None:
    made = acme.invoice(500)
    with pytest.raises(Fault) as refusal:
        acme.paid(600, ("Invoice", made, 600))
    assert refusal.value.code == "6000"
    assert acme.now("Invoice", made)["Balance"] == 500


def test_a_payment_of_zero_puts_a_credit_memo_on_an_invoice(acme: Acme) -> None:
    made = acme.invoice(500)
    memo = acme.make("CreditMemo", CustomerRef=acme.ref("Fjord & Pine"), Line=[acme.sale(150)])
    acme.paid(0, ("Invoice", made, 100), ("CreditMemo", memo, 100))
    assert acme.now("Invoice", made)["Balance"] == 400
    assert acme.now("CreditMemo", memo)["RemainingCredit"] == 50


def test_a_journal_entry_on_receivables_can_be_paid(acme: Acme) -> None:
    lines = [
        acme.journal("Debit", "Accounts Receivable (A/R)", 80, ("Customer", "Fjord & Pine")),
        acme.journal("Credit", "Design income", 80),
    ]
    entry = acme.make("JournalEntry", Line=lines)
    assert acme.paid(80, ("JournalEntry", entry, 80))["UnappliedAmt"] == 0
    assert owed_by_customer(acme) == 0


def test_a_voided_invoice_owes_nothing_and_frees_its_payment(acme: Acme) -> None:
    made = acme.invoice(500, PrivateNote="Second half")
    payment = acme.paid(500, ("Invoice", made, 500))
    before = acme.now("Invoice", made)
    voided = acme.void("Invoice", made)
    assert (voided["TotalAmt"], voided["Balance"], voided["LinkedTxn"]) == (0, 0, [])
    assert voided["PrivateNote"].startswith("Voided")
    assert int(voided["SyncToken"]) == int(before["SyncToken"]) + 1
    assert acme.now("Payment", payment)["UnappliedAmt"] == 500
    assert owed_by_customer(acme) == -500


def test_a_voided_payment_reopens_its_invoice(acme: Acme) -> None:
    made = acme.invoice(500)
    payment = acme.paid(500, ("Invoice", made, 500))
    voided = acme.void("Payment", payment)
    assert (voided["TotalAmt"], voided["UnappliedAmt"], voided["Line"]) == (0, 0, [])
    assert acme.now("Invoice", made)["Balance"] == 500
    assert acme.now("Invoice", made)["LinkedTxn"] == []
    assert acme.balance("Undeposited Funds") == 0


def test_a_deleted_payment_reopens_its_invoice_and_leaves_a_tombstone(acme: Acme) -> None:
    made = acme.invoice(500)
    payment = acme.paid(500, ("Invoice", made, 500))
    acme.delete("Payment", payment)
    assert acme.now("Invoice", made)["Balance"] == 500
    assert acme.now("Payment", payment)["status"] == "Deleted"


def test_a_paid_invoice_cannot_be_deleted(acme: Acme) -> None:
    made = acme.invoice(500)
    acme.paid(100, ("Invoice", made, 100))
    with pytest.raises(Fault, match="linked"):
        acme.delete("Invoice", made)


def test_an_invoice_closes_the_estimate_it_came_from_without_moving_its_token(acme: Acme) -> None:
    estimate = acme.make("Estimate", CustomerRef=acme.ref("Fjord & Pine"), Line=[acme.sale(500)])
    assert acme.balance("Accounts Receivable (A/R)") == 0
    made = acme.invoice(500, LinkedTxn=[{"TxnId": estimate["Id"], "TxnType": "Estimate"}])
    seen = acme.now("Estimate", estimate)
    assert (seen["TxnStatus"], seen["SyncToken"]) == ("Closed", "0")
    assert seen["LinkedTxn"] == [{"TxnId": made["Id"], "TxnType": "Invoice"}]


def test_a_job_is_counted_with_its_parent(acme: Acme) -> None:
    job = acme.make("Customer", DisplayName="Pier kiosk", ParentRef=acme.ref("Fjord & Pine"))
    acme.make("Invoice", CustomerRef={"value": job["Id"]}, Line=[acme.sale(90)])
    parent = acme.now("Customer", {"Id": acme.ids["Fjord & Pine"]})
    assert (parent["Balance"], parent["BalanceWithJobs"]) == (0, 90)
    assert job["FullyQualifiedName"] == "Fjord & Pine:Pier kiosk"


def test_a_paid_invoice_keeps_its_customer(acme: Acme) -> None:
    made, other = acme.invoice(500), acme.make("Customer", DisplayName="Other")
    acme.paid(100, ("Invoice", made, 100))
    with pytest.raises(Fault, match="keep its customer"):
        acme.change("Invoice", made, CustomerRef={"value": other["Id"]})


def test_what_is_paid_cannot_shrink_below_its_payments(acme: Acme) -> None:
    made = acme.invoice(500)
    acme.paid(400, ("Invoice", made, 400))
    with pytest.raises(Fault, match="More has been applied"):
        acme.change("Invoice", made, Line=[acme.sale(300)])
    assert acme.change("Invoice", made, Line=[acme.sale(450)])["Balance"] == 50


def test_a_journal_entry_that_was_paid_cannot_be_emptied(acme: Acme) -> None:
    def lines(amount: int) -> list[dict[str, object]]:
        owed = acme.journal("Debit", "Accounts Receivable (A/R)", amount, ("Customer", "Fjord & Pine"))
        return [owed, acme.journal("Credit", "Design income", amount)]

    entry = acme.make("JournalEntry", Line=lines(80))
    acme.paid(80, ("JournalEntry", entry, 80))
    with pytest.raises(Fault, match="More has been applied"):
        acme.change("JournalEntry", entry, Line=lines(10))
