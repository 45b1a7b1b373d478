"""What is owed to vendors, and money that moves between accounts."""

import pytest

from sandbox.faults import Fault
from sandbox.store import Store
from tests.sandbox.acme import Acme, open_acme


@pytest.fixture
def acme(store: Store) -> Acme:
    return open_acme(store)


def test_a_bill_is_owed_until_it_is_paid(acme: Acme) -> None:
    bill = acme.bill(300)
    assert bill["APAccountRef"]["value"] == acme.ids["Accounts Payable (A/P)"]
    assert acme.balance("Accounts Payable (A/P)") == -300
    payment = acme.paid_out(300, ("Bill", bill, 300))
    seen = acme.now("Bill", bill)
    assert seen["Balance"] == 0
    assert seen["LinkedTxn"] == [{"TxnId": payment["Id"], "TxnType": "BillPaymentCheck"}]
    assert acme.balance("Operating Checking") == -300


def test_a_bill_paid_by_card_is_card_debt(acme: Acme) -> None:
    bill = acme.bill(300)
    way = {"PayType": "CreditCard", "CreditCardPayment": {"CCAccountRef": acme.ref("Company Visa")}}
    acme.paid_out(300, ("Bill", bill, 300), **way)
    assert acme.balance("Company Visa") == 300
    assert acme.now("Bill", bill)["LinkedTxn"][0]["TxnType"] == "BillPaymentCreditCard"


def test_a_vendor_credit_pays_part_of_a_bill(acme: Acme) -> None:
    bill = acme.bill(300)
    credit = acme.make("VendorCredit", VendorRef=acme.ref("Granite Supply"), Line=[acme.cost(100)])
    acme.paid_out(200, ("Bill", bill, 300), ("VendorCredit", credit, 100))
    assert acme.now("Bill", bill)["Balance"] == 0
    assert acme.now("VendorCredit", credit)["Balance"] == 0
    assert acme.now("Vendor", {"Id": acme.ids["Granite Supply"]})["Balance"] == 0


def test_a_voided_bill_payment_reopens_its_bill(acme: Acme) -> None:
    bill = acme.bill(300)
    payment = acme.paid_out(300, ("Bill", bill, 300))
    acme.void("BillPayment", payment)
    assert acme.now("Bill", bill)["Balance"] == 300
    assert acme.balance("Operating Checking") == 0


def test_a_bill_cannot_be_voided(acme: Acme) -> None:
    with pytest.raises(Fault) as refusal:
        acme.void("Bill", acme.bill())
    assert refusal.value.code == "500"


def test_a_bill_closes_its_purchase_order(acme: Acme) -> None:
    order = acme.make("PurchaseOrder", VendorRef=acme.ref("Granite Supply"), Line=[acme.cost(300)])
    assert acme.balance("Accounts Payable (A/P)") == 0
    acme.bill(300, LinkedTxn=[{"TxnId": order["Id"], "TxnType": "PurchaseOrder"}])
    assert acme.now("PurchaseOrder", order)["POStatus"] == "Closed"


def test_a_card_refund_flips_the_sign(acme: Acme) -> None:
    card = {"PaymentType": "CreditCard", "AccountRef": acme.ref("Company Visa")}
    acme.make("Purchase", Line=[acme.cost(64)], **card)
    assert acme.balance("Company Visa") == 64
    acme.make("Purchase", Line=[acme.cost(64)], Credit=True, **card)
    assert acme.balance("Company Visa") == 0


def test_a_card_payment_moves_debt_and_cash(acme: Acme) -> None:
    ends = {
        "BankAccountRef": acme.ref("Operating Checking"),
        "CreditCardAccountRef": acme.ref("Company Visa"),
    }
    acme.make("CreditCardPayment", Amount=50, **ends)
    assert (acme.balance("Operating Checking"), acme.balance("Company Visa")) == (-50, -50)


def test_a_deposit_is_its_lines_less_the_cash_kept_back(acme: Acme) -> None:
    payment = acme.paid(500)
    gathered = {
        "Amount": 500,
        "LinkedTxn": [{"TxnId": payment["Id"], "TxnType": "Payment", "TxnLineId": "0"}],
    }
    fee_detail = {"AccountRef": acme.ref("Bank fees")}
    fee = {"Amount": -10, "DetailType": "DepositLineDetail", "DepositLineDetail": fee_detail}
    back = {"AccountRef": acme.ref("Savings"), "Amount": 90}
    made = acme.make(
        "Deposit", DepositToAccountRef=acme.ref("Operating Checking"), Line=[gathered, fee], CashBack=back
    )
    assert made["TotalAmt"] == 400
    assert (acme.balance("Undeposited Funds"), acme.balance("Savings")) == (0, 90)


def test_a_deposited_payment_cannot_be_changed(acme: Acme) -> None:
    payment = acme.paid(500)
    gathered = {
        "Amount": 500,
        "LinkedTxn": [{"TxnId": payment["Id"], "TxnType": "Payment", "TxnLineId": "0"}],
    }
    deposit = acme.make("Deposit", DepositToAccountRef=acme.ref("Operating Checking"), Line=[gathered])
    for change in (acme.void, acme.delete):
        with pytest.raises(Fault) as refusal:
            change("Payment", payment)
        assert refusal.value.code == "6540"
    acme.delete("Deposit", deposit)
    acme.delete("Payment", payment)
    assert acme.balance("Undeposited Funds") == 0


def test_a_transfer_changes_no_total(acme: Acme) -> None:
    ends = {"FromAccountRef": acme.ref("Operating Checking"), "ToAccountRef": acme.ref("Savings")}
    acme.make("Transfer", Amount=1000, **ends)
    assert acme.balance("Operating Checking") + acme.balance("Savings") == 0


def test_a_journal_entry_must_balance(acme: Acme) -> None:
    lines = [acme.journal("Debit", "Software", 10), acme.journal("Credit", "Operating Checking", 9)]
    with pytest.raises(Fault) as refusal:
        acme.make("JournalEntry", Line=lines)
    assert refusal.value.code == "6070"


def test_a_journal_line_on_payables_names_its_vendor(acme: Acme) -> None:
    lines = [acme.journal("Debit", "Software", 10), acme.journal("Credit", "Accounts Payable (A/P)", 10)]
    with pytest.raises(Fault, match="vendor"):
        acme.make("JournalEntry", Line=lines)


def test_a_sub_account_rolls_up_to_its_parent(acme: Acme) -> None:
    child = acme.make("Account", Name="Tax pot", AccountType="Bank", ParentRef=acme.ref("Savings"))
    ends = {"FromAccountRef": acme.ref("Operating Checking"), "ToAccountRef": {"value": child["Id"]}}
    acme.make("Transfer", Amount=70, **ends)
    parent = acme.now("Account", {"Id": acme.ids["Savings"]})
    assert (parent["CurrentBalance"], parent["CurrentBalanceWithSubAccounts"]) == (0, 70)
