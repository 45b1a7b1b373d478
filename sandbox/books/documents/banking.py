"""Money between accounts: Deposit, Transfer, CreditCardPayment, JournalEntry (API_FACTS 9.13 to 9.15)."""

from sandbox.books.documents.dates import complete_dates
from sandbox.books.documents.kind import (
    Entry,
    Kind,
    Link,
    control,
    detail,
    lines,
    linked,
    needs_lines,
    number_lines,
    on_account,
    sum_of,
    value_of,
)
from sandbox.books.money import amount, cents
from sandbox.books.shelf import Doc, Shelf
from sandbox.faults import business, invalid_enumeration, invalid_reference, out_of_balance, required


class Deposit(Kind):
    """Money into a bank account: payments gathered from Undeposited Funds, and direct lines."""

    required = ("DepositToAccountRef",)

    def complete(self, doc: Doc, shelf: Shelf, today: str) -> None:
        """TotalAmt = sum of lines less the cash kept back."""
        complete_dates(doc, today)
        doc.setdefault("CurrencyRef", {"value": "USD", "name": "United States Dollar"})
        needs_lines(doc)
        number_lines(doc)
        doc["TotalAmt"] = amount(sum_of(lines(doc)) - _kept_back(doc))

    def check(self, doc: Doc, shelf: Shelf) -> None:
        """A linked line must carry the whole amount of a document that lies in Undeposited Funds."""
        for line in lines(doc):
            for entity, id in linked(line):
                _check_gathered(shelf, entity, id, cents(line.get("Amount")))
        if sum_of(lines(doc)) < 0:
            raise business("A deposit cannot be negative.")

    def entries(self, doc: Doc, shelf: Shelf) -> list[Entry]:
        """The bank against Undeposited Funds and the direct lines' accounts."""
        found = [Entry(value_of(doc, "DepositToAccountRef"), cents(doc["TotalAmt"]))]
        if _kept_back(doc):
            found.append(Entry(value_of(doc["CashBack"], "AccountRef"), _kept_back(doc)))
        return [*found, *(_source(line, shelf) for line in lines(doc) if cents(line.get("Amount")))]

    def links(self, doc: Doc) -> list[Link]:
        """The payments and receipts gathered here."""
        return [
            Link("deposits", *item, cents(line["Amount"])) for line in lines(doc) for item in linked(line)
        ]


class Transfer(Kind):
    """Money from one balance-sheet account to another."""

    required = ("FromAccountRef", "ToAccountRef", "Amount")

    def complete(self, doc: Doc, shelf: Shelf, today: str) -> None:
        """A date."""
        complete_dates(doc, today)

    def check(self, doc: Doc, shelf: Shelf) -> None:
        """Two accounts, a positive amount."""
        if cents(doc["Amount"]) <= 0 or value_of(doc, "FromAccountRef") == value_of(doc, "ToAccountRef"):
            raise business("A transfer needs two different accounts and a positive amount.")

    def entries(self, doc: Doc, shelf: Shelf) -> list[Entry]:
        """To against from."""
        whole = cents(doc["Amount"])
        return [Entry(value_of(doc, "ToAccountRef"), whole), Entry(value_of(doc, "FromAccountRef"), -whole)]


class CreditCardPayment(Kind):
    """A card paid from a bank account."""

    required = ("BankAccountRef", "CreditCardAccountRef", "Amount")

    def complete(self, doc: Doc, shelf: Shelf, today: str) -> None:
        """A date and the currency."""
        complete_dates(doc, today)
        doc.setdefault("CurrencyRef", {"value": "USD", "name": "United States Dollar"})

    def check(self, doc: Doc, shelf: Shelf) -> None:
        """A positive amount."""
        if cents(doc["Amount"]) <= 0:
            raise business("You must set a transaction amount.")

    def entries(self, doc: Doc, shelf: Shelf) -> list[Entry]:
        """The card's debt against the bank."""
        whole = cents(doc["Amount"])
        return [
            Entry(value_of(doc, "CreditCardAccountRef"), whole),
            Entry(value_of(doc, "BankAccountRef"), -whole),
        ]


class JournalEntry(Kind):
    """Debits and credits as an accountant writes them."""

    def complete(self, doc: Doc, shelf: Shelf, today: str) -> None:
        """A date, the currency, line ids from 0."""
        complete_dates(doc, today)
        doc.setdefault("CurrencyRef", {"value": "USD", "name": "United States Dollar"})
        doc.setdefault("Adjustment", False)
        needs_lines(doc)
        number_lines(doc, first=0, counted=False)
        doc["TotalAmt"] = 0

    def check(self, doc: Doc, shelf: Shelf) -> None:
        """Debits equal credits; A/R and A/P lines name their customer or vendor."""
        for line in lines(doc):
            _check_journal_line(detail(line), cents(line.get("Amount")), shelf)
        if sum(entry.cents for entry in self.entries(doc, shelf)):
            raise out_of_balance()

    def entries(self, doc: Doc, shelf: Shelf) -> list[Entry]:
        """A ledger line per journal line."""
        return [_journal_entry(line, shelf) for line in lines(doc) if cents(line.get("Amount"))]


def _kept_back(doc: Doc) -> int:
    return cents((doc.get("CashBack") or {}).get("Amount"))


def _check_gathered(shelf: Shelf, entity: str, id: str, whole: int) -> None:
    target = shelf.get(entity, id)
    if target is None:
        raise invalid_reference("LinkedTxn", id)
    if shelf.multicurrency and value_of(target, "CurrencyRef") not in ("", shelf.home):
        raise business("A payment in a foreign currency must be deposited to its bank account at once.")
    if whole != cents(target.get("TotalAmt")) * (-1 if entity == "RefundReceipt" else 1):
        raise business("A deposit must take the whole amount of the linked transaction.")
    if entity in ("Payment", "SalesReceipt") and value_of(target, "DepositToAccountRef") != shelf.control(
        "UndepositedFunds"
    ):
        raise business("The linked transaction is not in Undeposited Funds.")


def _source(line: Doc, shelf: Shelf) -> Entry:
    whole = -cents(line["Amount"])
    if line.get("LinkedTxn"):
        return Entry(control(shelf, {}, "", "UndepositedFunds"), whole)
    own = detail(line)
    account_id, entity = value_of(own, "AccountRef"), own.get("Entity") or {}
    if not account_id:
        raise required("AccountRef")
    return on_account(shelf, account_id, whole, entity.get("type", ""), str(entity.get("value", "")))


def _check_journal_line(own: Doc, whole: int, shelf: Shelf) -> None:
    if own.get("PostingType") not in ("Debit", "Credit"):
        raise invalid_enumeration("PostingType", own.get("PostingType"))
    if not value_of(own, "AccountRef"):
        raise required("AccountRef")
    if whole < 0:
        raise business("Journal entry amounts must be positive.")


def _journal_entry(line: Doc, shelf: Shelf) -> Entry:
    own = detail(line)
    whole = cents(line["Amount"]) * (1 if own["PostingType"] == "Debit" else -1)
    entity = own.get("Entity") or {}
    return on_account(
        shelf, value_of(own, "AccountRef"), whole, entity.get("Type", ""), value_of(entity, "EntityRef")
    )
