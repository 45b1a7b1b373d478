"""Forms to a customer: Invoice, SalesReceipt, CreditMemo, RefundReceipt, and the non-posting Estimate.

Source: API_FACTS 9.6, 9.10, 9.11, 9.17.
"""

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
    value_of,
)
from sandbox.books.money import amount, cents, product
from sandbox.books.shelf import Doc, Shelf
from sandbox.faults import business, required

_STATUS = {
    "EmailStatus": frozenset({"NotSet", "NeedToSend", "EmailSent"}),
    "PrintStatus": frozenset({"NotSet", "NeedToPrint", "PrintComplete"}),
}
_NUMBER_SPACE, _FIRST_NUMBER = "sales_number", 1000


class SalesForm(Kind):
    """A form with sales lines, a discount and sales tax; `sign` is +1 where it earns and -1 where it gives back."""

    sign = 1
    choices = _STATUS

    def complete(self, doc: Doc, shelf: Shelf, today: str) -> None:
        """Numbers, dates, line amounts, subtotal line, tax and total."""
        complete_dates(doc, today)
        if not doc.get("DocNumber"):
            doc["DocNumber"] = str(_FIRST_NUMBER + int(shelf.next_id(_NUMBER_SPACE)))
        doc.setdefault("CurrencyRef", {"value": "USD", "name": "United States Dollar"})
        needs_lines(doc)
        _complete_lines(doc)
        doc.setdefault("TxnTaxDetail", {"TotalTax": 0})
        doc["TotalAmt"] = amount(_total(doc))
        doc.setdefault("ApplyTaxAfterDiscount", False)
        doc.setdefault("PrintStatus", "NeedToPrint")
        doc.setdefault("EmailStatus", "NotSet")

    def check(self, doc: Doc, shelf: Shelf) -> None:
        """A form cannot be negative; one that is to be mailed needs an address."""
        if cents(doc["TotalAmt"]) < 0:
            raise business("Transaction amount must be 0 or greater.")
        if doc["EmailStatus"] == "NeedToSend" and not (doc.get("BillEmail") or {}).get("Address"):
            raise required("BillEmail")

    def earned(self, doc: Doc, shelf: Shelf) -> list[Entry]:
        """Income per item, discount and tax payable, as credits times `sign`."""
        found = [_income(line, shelf, self.sign) for line in _flat(lines(doc))]
        tax = cents((doc.get("TxnTaxDetail") or {}).get("TotalTax"))
        if tax:
            found.append(Entry(control(shelf, {}, "", "SalesTaxPayable"), -tax * self.sign))
        return [entry for entry in found if entry]

    def void(self, doc: Doc) -> None:
        """Line amounts, tax, totals to zero; links gone."""
        for line in _flat(lines(doc)):
            line["Amount"] = 0
        doc["TxnTaxDetail"] = {"TotalTax": 0}
        doc.update({"TotalAmt": 0, "Balance": 0, "LinkedTxn": []})


class Receivable(SalesForm):
    """Invoice and CreditMemo: on the customer's account until settled."""

    required = ("CustomerRef",)
    has_balance = True

    def entries(self, doc: Doc, shelf: Shelf) -> list[Entry]:
        """The customer's account against what was earned or given back."""
        account = control(shelf, doc, "ARAccountRef", "AccountsReceivable")
        owed = Entry(account, self.sign * self.open_at_start(doc), "Customer", value_of(doc, "CustomerRef"))
        return [owed, *self.earned(doc, shelf)]

    def open_at_start(self, doc: Doc) -> int:
        """Cents the document puts on the customer's account."""
        return cents(doc["TotalAmt"])


class Invoice(Receivable):
    """Owed by a customer from its date; a deposit taken on the form goes to the bank at once."""

    voidable = True
    own_links = frozenset({"Estimate", "TimeActivity"})

    def complete(self, doc: Doc, shelf: Shelf, today: str) -> None:
        """A sales form with terms."""
        super().complete(doc, shelf, today)
        complete_due(doc, shelf)
        doc.setdefault("AllowOnlineCreditCardPayment", False)
        doc.setdefault("AllowOnlineACHPayment", False)

    def check(self, doc: Doc, shelf: Shelf) -> None:
        """A deposit cannot exceed the total."""
        super().check(doc, shelf)
        if not 0 <= cents(doc.get("Deposit")) <= cents(doc["TotalAmt"]):
            raise business("The deposit cannot be more than the invoice.")

    def open_at_start(self, doc: Doc) -> int:
        """Total less the deposit taken on the form."""
        return cents(doc["TotalAmt"]) - cents(doc.get("Deposit"))

    def entries(self, doc: Doc, shelf: Shelf) -> list[Entry]:
        """As a receivable; the deposit debits its bank account."""
        deposit = cents(doc.get("Deposit"))
        taken = (
            [Entry(control(shelf, doc, "DepositToAccountRef", "UndepositedFunds"), deposit)]
            if deposit
            else []
        )
        return [*super().entries(doc, shelf), *taken]

    def links(self, doc: Doc) -> list[Link]:
        """The estimate it was made from."""
        return [Link("closes", entity, id) for entity, id in linked(doc) if entity == "Estimate"]

    def void(self, doc: Doc) -> None:
        """As a form; the deposit goes too."""
        super().void(doc)
        doc.pop("Deposit", None)

    def balance(self, doc: Doc, open_cents: int) -> None:
        """What the customer still owes."""
        doc["Balance"] = amount(open_cents)


class CreditMemo(Receivable):
    """A credit on the customer's account, used up by payments that apply it."""

    sign = -1

    def balance(self, doc: Doc, open_cents: int) -> None:
        """What is left of the credit."""
        doc["RemainingCredit"] = doc["Balance"] = amount(open_cents)


class Receipt(SalesForm):
    """SalesReceipt: paid at once into a bank account or Undeposited Funds."""

    voidable = True

    def complete(self, doc: Doc, shelf: Shelf, today: str) -> None:
        """A form that is never owed."""
        super().complete(doc, shelf, today)
        doc["Balance"] = 0
        if not value_of(doc, "DepositToAccountRef"):
            doc["DepositToAccountRef"] = {
                "value": control(shelf, {}, "", "UndepositedFunds"),
                "name": "Undeposited Funds",
            }

    def entries(self, doc: Doc, shelf: Shelf) -> list[Entry]:
        """Money in against what was earned."""
        return [
            Entry(value_of(doc, "DepositToAccountRef"), self.sign * cents(doc["TotalAmt"])),
            *self.earned(doc, shelf),
        ]


class RefundReceipt(Receipt):
    """Money given back at once from the account it names."""

    sign = -1
    voidable = False
    required = ("DepositToAccountRef",)


class Estimate(SalesForm):
    """An offer: posts nothing, is closed by the invoice made from it."""

    required = ("CustomerRef",)
    choices = {**_STATUS, "TxnStatus": frozenset({"Pending", "Accepted", "Closed", "Rejected", "Converted"})}

    def complete(self, doc: Doc, shelf: Shelf, today: str) -> None:
        """A form with a status."""
        super().complete(doc, shelf, today)
        doc.setdefault("TxnStatus", "Pending")


def _complete_lines(doc: Doc) -> None:
    own = [line for line in lines(doc) if line.get("DetailType") != "SubTotalLineDetail"]
    for line in own:
        _complete_amount(line)
    plain = [line for line in own if line.get("DetailType") != "DiscountLineDetail"]
    subtotal = sum(cents(line.get("Amount")) for line in plain)
    closing: Doc = {"Amount": amount(subtotal), "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}}
    discounts = [line for line in own if line.get("DetailType") == "DiscountLineDetail"]
    for line in discounts:
        _complete_discount(line, subtotal)
    doc["Line"] = [*plain, closing, *discounts]
    number_lines(doc)


def _complete_amount(line: Doc) -> None:
    own = detail(line)
    if "Amount" not in line and "Qty" in own and "UnitPrice" in own:
        line["Amount"] = amount(product(own["Qty"], own["UnitPrice"]))
    if line["DetailType"] == "SalesItemLineDetail":
        if "Amount" not in line:
            raise required("Line.Amount")
        line.setdefault("SalesItemLineDetail", own).setdefault("TaxCodeRef", {"value": "NON"})


def _complete_discount(line: Doc, subtotal: int) -> None:
    own = detail(line)
    if own.get("PercentBased") and "Amount" not in line:
        line["Amount"] = amount(product(amount(subtotal), own.get("DiscountPercent", 0)) // 100)


def _flat(found: list[Doc]) -> list[Doc]:
    """Lines with those inside a group in place of the group."""
    flat: list[Doc] = []
    for line in found:
        inner = detail(line).get("Line") if line.get("DetailType") == "GroupLineDetail" else None
        flat.extend(inner if inner else [line])
    return flat


def _income(line: Doc, shelf: Shelf, sign: int) -> Entry | None:
    whole, kind = cents(line.get("Amount")), line.get("DetailType")
    if not whole or kind in ("SubTotalLineDetail", "DescriptionOnly"):
        return None
    if kind == "DiscountLineDetail":
        return Entry(
            control(shelf, detail(line), "DiscountAccountRef", "DiscountsRefundsGiven"), whole * sign
        )
    return Entry(_income_account(detail(line), shelf), -whole * sign)


def _income_account(own: Doc, shelf: Shelf) -> str:
    item = shelf.get("Item", value_of(own, "ItemRef")) if value_of(own, "ItemRef") else None
    named = value_of(own, "ItemAccountRef") or value_of(item or {}, "IncomeAccountRef")
    return named or control(shelf, {}, "", "SalesOfProductIncome")


def _total(doc: Doc) -> int:
    tax = cents((doc.get("TxnTaxDetail") or {}).get("TotalTax"))
    kinds = [(line.get("DetailType"), cents(line.get("Amount"))) for line in lines(doc)]
    plain = sum(whole for kind, whole in kinds if kind not in ("SubTotalLineDetail", "DiscountLineDetail"))
    return plain - sum(whole for kind, whole in kinds if kind == "DiscountLineDetail") + tax
