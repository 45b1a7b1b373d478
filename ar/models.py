"""Mirrors of customers and of what they are asked for and pay."""

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

SALE = DOCUMENT | {"customer_id": "CustomerRef.value", "customer_name": "CustomerRef.name"}


class Customer(ListMirror):
    """Who owes us; `balance` moves without a new sync token (API_FACTS 9.4, 1.5)."""

    email = Text()
    currency = Text()
    terms_id = Text()
    parent_id = Text()
    balance = Money()

    qbo = Entity(
        "Customer",
        {
            "name": "DisplayName",
            "active": "Active",
            "email": "PrimaryEmailAddr.Address",
            "currency": "CurrencyRef.value",
            "terms_id": "SalesTermRef.value",
            "parent_id": "ParentRef.value",
            "balance": "Balance",
        },
        where=REFERENCE_LISTS,
    )


class Sale(DocumentMirror):
    """A document made out to a customer."""

    customer_id = Text()
    customer_name = Text()

    class Meta(DocumentMirror.Meta):
        abstract = True


class Invoice(Sale):
    """Money asked of a customer; `balance` is what is still open (API_FACTS 9.6)."""

    due_on = models.DateField(null=True)
    terms_id = Text()
    balance = Money()
    home_total = Money()
    home_balance = Money()
    deposit = Money()
    deposit_account_id = Text()
    email_status = Text()

    ownership = Ownership.HYBRID
    qbo = Entity(
        "Invoice",
        SALE
        | {
            "due_on": "DueDate",
            "terms_id": "SalesTermRef.value",
            "balance": "Balance",
            "home_total": "HomeTotalAmt",
            "home_balance": "HomeBalance",
            "deposit": "Deposit",
            "deposit_account_id": "DepositToAccountRef.value",
            "email_status": "EmailStatus",
        },
    )

    class Meta(Sale.Meta):
        indexes = [*Sale.Meta.indexes, still_open("ar_invoice_open", "balance")]


class Payment(Sale):
    """Money received from a customer; `unapplied` waits for an invoice (API_FACTS 9.8)."""

    account_id = Text()
    unapplied = Money()
    reference = Text()

    qbo = Entity(
        "Payment",
        SALE
        | {
            "account_id": "DepositToAccountRef.value",
            "unapplied": "UnappliedAmt",
            "reference": "PaymentRefNum",
        },
    )

    class Meta(Sale.Meta):
        indexes = [*Sale.Meta.indexes, still_open("ar_payment_unapplied", "unapplied")]


class PaymentLine(LineMirror):
    """How much of a payment went to one document."""

    amount = Money()
    linked_id = Text()
    linked_type = Text()

    qbo = Lines(
        Payment,
        "Line",
        {"amount": "Amount", "linked_id": "LinkedTxn.TxnId", "linked_type": "LinkedTxn.TxnType"},
        each="LinkedTxn",
        once=("amount",),
    )


class CreditMemo(Sale):
    """Money a customer need not pay; `remaining` is not yet used (API_FACTS 9.10)."""

    remaining = Money()
    home_total = Money()
    home_balance = Money()

    qbo = Entity(
        "CreditMemo",
        SALE | {"remaining": "RemainingCredit", "home_total": "HomeTotalAmt", "home_balance": "HomeBalance"},
    )

    class Meta(Sale.Meta):
        indexes = [*Sale.Meta.indexes, still_open("ar_creditmemo_unused", "remaining")]


class SalesReceipt(Sale):
    """A sale paid at once (API_FACTS 9.11)."""

    account_id = Text()
    home_total = Money()

    qbo = Entity(
        "SalesReceipt", SALE | {"account_id": "DepositToAccountRef.value", "home_total": "HomeTotalAmt"}
    )


class RefundReceipt(Sale):
    """Money given back to a customer; `account_id` is where it leaves (API_FACTS 9.11)."""

    account_id = Text()
    home_total = Money()

    qbo = Entity(
        "RefundReceipt", SALE | {"account_id": "DepositToAccountRef.value", "home_total": "HomeTotalAmt"}
    )


class Estimate(Sale):
    """An offer; it posts nothing (API_FACTS 9.17)."""

    status = Text()
    expires_on = models.DateField(null=True)

    qbo = Entity("Estimate", SALE | {"status": "TxnStatus", "expires_on": "ExpirationDate"})
