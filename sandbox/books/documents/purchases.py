"""Forms from a vendor: Bill, VendorCredit, Purchase, the non-posting PurchaseOrder (API_FACTS 9.7, 9.10, 9.12)."""

from sandbox.books.documents.dates import complete_dates, complete_due
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
from sandbox.books.money import amount, cents, product
from sandbox.books.shelf import Doc, Shelf
from sandbox.faults import business, required

_EXPENSE_LINES = ("AccountBasedExpenseLineDetail", "ItemBasedExpenseLineDetail", "DescriptionOnly")


class ExpenseForm(Kind):
    """A form whose lines name expense accounts or bought items; `sign` is -1 where money or value comes back."""

    sign = 1

    def complete(self, doc: Doc, shelf: Shelf, today: str) -> None:
        """Dates, line amounts and the total."""
        complete_dates(doc, today)
        doc.setdefault("CurrencyRef", {"value": "USD", "name": "United States Dollar"})
        needs_lines(doc)
        for line in lines(doc):
            _complete_line(line)
        number_lines(doc)
        tax = cents((doc.get("TxnTaxDetail") or {}).get("TotalTax"))
        doc["TotalAmt"] = amount(sum_of(lines(doc)) + tax)

    def check(self, doc: Doc, shelf: Shelf) -> None:
        """A form cannot be negative."""
        if cents(doc["TotalAmt"]) < 0:
            raise business("Transaction amount must be 0 or greater.")

    def spent(self, doc: Doc, shelf: Shelf, party: tuple[str, str]) -> list[Entry]:
        """A debit per line times `sign`, the party on lines that hit A/R or A/P."""
        found = []
        for line in lines(doc):
            whole = self.sign * cents(line.get("Amount"))
            if whole and line["DetailType"] != "DescriptionOnly":
                found.append(on_account(shelf, _expense_account(detail(line), shelf), whole, *party))
        tax = self.sign * cents((doc.get("TxnTaxDetail") or {}).get("TotalTax"))
        return [*found, *([Entry(control(shelf, {}, "", "SalesTaxPayable"), tax)] if tax else [])]


class Payable(ExpenseForm):
    """Bill and VendorCredit: on the vendor's account until settled."""

    has_balance = True
    required = ("VendorRef",)

    def complete(self, doc: Doc, shelf: Shelf, today: str) -> None:
        """An expense form with its payables account."""
        super().complete(doc, shelf, today)
        if not value_of(doc, "APAccountRef"):
            account = shelf.get("Account", control(shelf, doc, "APAccountRef", "AccountsPayable")) or {}
            doc["APAccountRef"] = {"value": account["Id"], "name": account["Name"]}

    def entries(self, doc: Doc, shelf: Shelf) -> list[Entry]:
        """What was bought against the vendor's account."""
        party = ("Vendor", value_of(doc, "VendorRef"))
        owed = Entry(value_of(doc, "APAccountRef"), -self.sign * cents(doc["TotalAmt"]), *party)
        return [*self.spent(doc, shelf, party), owed]

    def balance(self, doc: Doc, open_cents: int) -> None:
        """What is still owed, or left of the credit."""
        doc["Balance"] = amount(open_cents)


class Bill(Payable):
    """Owed to a vendor; may close purchase orders."""

    own_links = frozenset({"PurchaseOrder"})

    def complete(self, doc: Doc, shelf: Shelf, today: str) -> None:
        """A payable with terms."""
        super().complete(doc, shelf, today)
        complete_due(doc, shelf)

    def links(self, doc: Doc) -> list[Link]:
        """The purchase orders it fulfils."""
        return [Link("closes", entity, id) for entity, id in linked(doc) if entity == "PurchaseOrder"]


class VendorCredit(Payable):
    """A vendor's credit, used up by the bill payments that apply it."""

    sign = -1


class Purchase(ExpenseForm):
    """Money that left a bank or card at once; `Credit` turns it round."""

    required = ("PaymentType", "AccountRef")
    choices = {"PaymentType": frozenset({"Cash", "Check", "CreditCard"})}

    def complete(self, doc: Doc, shelf: Shelf, today: str) -> None:
        """An expense form with its direction."""
        super().complete(doc, shelf, today)
        doc.setdefault("Credit", False)

    def check(self, doc: Doc, shelf: Shelf) -> None:
        """Only a card can be refunded."""
        super().check(doc, shelf)
        if doc["Credit"] and doc["PaymentType"] != "CreditCard":
            raise business("Only a credit card purchase can be a credit.")

    def entries(self, doc: Doc, shelf: Shelf) -> list[Entry]:
        """What was bought against the account that paid."""
        entity = doc.get("EntityRef") or {}
        found = self.spent(doc, shelf, (entity.get("type", ""), str(entity.get("value", ""))))
        found.append(Entry(value_of(doc, "AccountRef"), -cents(doc["TotalAmt"])))
        return [entry._replace(cents=-entry.cents) for entry in found] if doc["Credit"] else found


class PurchaseOrder(ExpenseForm):
    """An order: posts nothing, is closed by the bill made from it."""

    required = ("VendorRef",)
    choices = {"POStatus": frozenset({"Open", "Closed"})}

    def complete(self, doc: Doc, shelf: Shelf, today: str) -> None:
        """An expense form with a status and a payables account."""
        super().complete(doc, shelf, today)
        doc.setdefault("POStatus", "Open")
        if not value_of(doc, "APAccountRef"):
            doc["APAccountRef"] = {"value": control(shelf, doc, "APAccountRef", "AccountsPayable")}


def _complete_line(line: Doc) -> None:
    own = detail(line)
    if line["DetailType"] not in _EXPENSE_LINES:
        raise business(f"A line of type {line['DetailType']} cannot stand here.")
    if "Amount" not in line and "Qty" in own and "UnitPrice" in own:
        line["Amount"] = amount(product(own["Qty"], own["UnitPrice"]))
    if line["DetailType"] != "DescriptionOnly":
        if "Amount" not in line:
            raise required("Line.Amount")
        own.setdefault("BillableStatus", "NotBillable")
        own.setdefault("TaxCodeRef", {"value": "NON"})


def _expense_account(own: Doc, shelf: Shelf) -> str:
    item = shelf.get("Item", value_of(own, "ItemRef")) if value_of(own, "ItemRef") else None
    named = value_of(own, "AccountRef") or value_of(item or {}, "ExpenseAccountRef")
    if not named:
        raise required("AccountRef")
    return named
