"""Mirrors of accounts and of the documents that touch them directly."""

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
    by_account,
)
from core.ownership import Ownership


class Account(ListMirror):
    """A ledger account and its book balance, in the account's own currency (API_FACTS 9.3)."""

    full_name = Text()
    account_type = Text()
    account_sub_type = Text()
    classification = Text()
    currency = Text()
    parent_id = Text()
    balance = Money()

    ownership = Ownership.HYBRID
    qbo = Entity(
        "Account",
        {
            "name": "Name",
            "active": "Active",
            "full_name": "FullyQualifiedName",
            "account_type": "AccountType",
            "account_sub_type": "AccountSubType",
            "classification": "Classification",
            "currency": "CurrencyRef.value",
            "parent_id": "ParentRef.value",
            "balance": "CurrentBalance",
        },
        where=REFERENCE_LISTS,
    )


class Purchase(DocumentMirror):
    """Money spent at once: cheque, expense or card charge; `credit` turns the sign (API_FACTS 9.12)."""

    account_id = Text()
    payment_type = Text()
    credit = models.BooleanField(null=True)
    party_id = Text()
    party_name = Text()
    party_type = Text()

    qbo = Entity(
        "Purchase",
        DOCUMENT
        | {
            "account_id": "AccountRef.value",
            "payment_type": "PaymentType",
            "credit": "Credit",
            "party_id": "EntityRef.value",
            "party_name": "EntityRef.name",
            "party_type": "EntityRef.type",
        },
    )


class PurchaseLine(LineMirror):
    """What one line of a purchase was spent on."""

    amount = Money()
    description = Text()
    account_id = Text()
    item_id = Text()

    qbo = Lines(
        Purchase,
        "Line",
        {
            "amount": "Amount",
            "description": "Description",
            "account_id": "AccountBasedExpenseLineDetail.AccountRef.value",
            "item_id": "ItemBasedExpenseLineDetail.ItemRef.value",
        },
    )

    class Meta(LineMirror.Meta):
        indexes = [by_account("bank_purchaseline_by_account")]


class Deposit(DocumentMirror):
    """Money banked; `total` is what reached the account, after cash back (API_FACTS 9.13)."""

    account_id = Text()
    home_total = Money()
    cash_back_account_id = Text()
    cash_back = Money()

    qbo = Entity(
        "Deposit",
        DOCUMENT
        | {
            "account_id": "DepositToAccountRef.value",
            "home_total": "HomeTotalAmt",
            "cash_back_account_id": "CashBack.AccountRef.value",
            "cash_back": "CashBack.Amount",
        },
    )


class DepositLine(LineMirror):
    """One thing that was banked: a payment collected, or money straight from an account."""

    amount = Money()
    account_id = Text()
    party_id = Text()
    party_name = Text()
    linked_id = Text()
    linked_type = Text()

    qbo = Lines(
        Deposit,
        "Line",
        {
            "amount": "Amount",
            "account_id": "DepositLineDetail.AccountRef.value",
            "party_id": "DepositLineDetail.Entity.value",
            "party_name": "DepositLineDetail.Entity.name",
            "linked_id": "LinkedTxn.TxnId",
            "linked_type": "LinkedTxn.TxnType",
        },
        each="LinkedTxn",
        once=("amount",),
    )

    class Meta(LineMirror.Meta):
        indexes = [by_account("bank_depositline_by_account")]


class Transfer(DocumentMirror):
    """Money moved between two accounts of the company (API_FACTS 9.14)."""

    from_account_id = Text()
    to_account_id = Text()

    qbo = Entity(
        "Transfer",
        DOCUMENT
        | {
            "total": "Amount",
            "from_account_id": "FromAccountRef.value",
            "to_account_id": "ToAccountRef.value",
        },
    )


class JournalEntry(DocumentMirror):
    """Debits and credits written by hand or by payroll (API_FACTS 9.15)."""

    adjustment = models.BooleanField(null=True)
    home_total = Money()

    qbo = Entity("JournalEntry", DOCUMENT | {"adjustment": "Adjustment", "home_total": "HomeTotalAmt"})

    class Meta(DocumentMirror.Meta):
        verbose_name_plural = "journal entries"


class JournalLine(LineMirror):
    """One debit or credit of a journal entry."""

    amount = Money()
    posting_type = Text()
    account_id = Text()
    party_id = Text()
    party_name = Text()
    party_type = Text()
    description = Text()

    qbo = Lines(
        JournalEntry,
        "Line",
        {
            "amount": "Amount",
            "posting_type": "JournalEntryLineDetail.PostingType",
            "account_id": "JournalEntryLineDetail.AccountRef.value",
            "party_id": "JournalEntryLineDetail.Entity.EntityRef.value",
            "party_name": "JournalEntryLineDetail.Entity.EntityRef.name",
            "party_type": "JournalEntryLineDetail.Entity.Type",
            "description": "Description",
        },
    )

    class Meta(LineMirror.Meta):
        indexes = [by_account("bank_journalline_by_account")]


class CreditCardPayment(DocumentMirror):
    """A card paid off from a bank account; answers name it in two ways (API_FACTS 9.14b)."""

    bank_account_id = Text()
    card_account_id = Text()

    qbo = Entity(
        "CreditCardPayment",
        DOCUMENT
        | {
            "total": "Amount",
            "bank_account_id": "BankAccountRef.value",
            "card_account_id": "CreditCardAccountRef.value",
        },
        aliases=("CreditCardPaymentTxn",),
    )
