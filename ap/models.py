"""Mirrors of vendors and of what they ask for and are paid."""

from django.db import models

from core.mirror import (
    DOCUMENT,
    REFERENCE_LISTS,
    DocumentMirror,
    Entity,
    LineMirror,
    Lines,
    ListMirror,
    Money,
    Text,
    still_open,
)
from core.ownership import Ownership

COST = DOCUMENT | {"vendor_id": "VendorRef.value", "vendor_name": "VendorRef.name"}
EXPENSE_LINE = {
    "amount": "Amount",
    "description": "Description",
    "account_id": "AccountBasedExpenseLineDetail.AccountRef.value",
    "item_id": "ItemBasedExpenseLineDetail.ItemRef.value",
}


class Vendor(ListMirror):
    """Whom we owe (API_FACTS 9.4)."""

    email = Text()
    currency = Text()
    terms_id = Text()
    balance = Money()

    qbo = Entity(
        "Vendor",
        {
            "name": "DisplayName",
            "active": "Active",
            "email": "PrimaryEmailAddr.Address",
            "currency": "CurrencyRef.value",
            "terms_id": "TermRef.value",
            "balance": "Balance",
        },
        where=REFERENCE_LISTS,
    )


class Cost(DocumentMirror):
    """A document of a vendor."""

    vendor_id = Text()
    vendor_name = Text()

    class Meta(DocumentMirror.Meta):
        abstract = True


class ExpenseLine(LineMirror):
    """What one line was spent on."""

    amount = Money()
    description = Text()
    account_id = Text()
    item_id = Text()

    class Meta(LineMirror.Meta):
        abstract = True


class Bill(Cost):
    """Money owed to a vendor; `balance` is what is still open (API_FACTS 9.7)."""

    due_on = models.DateField(null=True)
    terms_id = Text()
    balance = Money()
    home_balance = Money()

    ownership = Ownership.HYBRID
    qbo = Entity(
        "Bill",
        COST
        | {
            "due_on": "DueDate",
            "terms_id": "SalesTermRef.value",
            "balance": "Balance",
            "home_balance": "HomeBalance",
        },
    )

    class Meta(Cost.Meta):
        indexes = [*Cost.Meta.indexes, still_open("ap_bill_open", "balance")]


class BillLine(ExpenseLine):
    """What one line of a bill was spent on."""

    qbo = Lines(Bill, "Line", EXPENSE_LINE)


class BillPayment(Cost):
    """Bills paid, from a bank account or by card (API_FACTS 9.9)."""

    pay_type = Text()
    bank_account_id = Text()
    card_account_id = Text()

    qbo = Entity(
        "BillPayment",
        COST
        | {
            "pay_type": "PayType",
            "bank_account_id": "CheckPayment.BankAccountRef.value",
            "card_account_id": "CreditCardPayment.CCAccountRef.value",
        },
    )


class BillPaymentLine(LineMirror):
    """How much of a bill payment went to one document."""

    amount = Money()
    linked_id = Text()
    linked_type = Text()

    qbo = Lines(
        BillPayment,
        "Line",
        {"amount": "Amount", "linked_id": "LinkedTxn.TxnId", "linked_type": "LinkedTxn.TxnType"},
        each="LinkedTxn",
        once=("amount",),
    )


class VendorCredit(Cost):
    """Money a vendor lets us keep; `balance` is not yet used (API_FACTS 9.10)."""

    balance = Money()

    qbo = Entity("VendorCredit", COST | {"balance": "Balance"})

    class Meta(Cost.Meta):
        indexes = [*Cost.Meta.indexes, still_open("ap_vendorcredit_unused", "balance")]


class VendorCreditLine(ExpenseLine):
    """What one line of a vendor credit gives back."""

    qbo = Lines(VendorCredit, "Line", EXPENSE_LINE)


class PurchaseOrder(Cost):
    """An order to a vendor; it posts nothing (API_FACTS 9.17)."""

    status = Text()
    due_on = models.DateField(null=True)

    qbo = Entity("PurchaseOrder", COST | {"status": "POStatus", "due_on": "DueDate"})
