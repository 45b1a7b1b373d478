"""Money put on what is owed: Payment from a customer, BillPayment to a vendor (API_FACTS 9.5, 9.8, 9.9)."""

from sandbox.books.documents.dates import complete_dates
from sandbox.books.documents.kind import Entry, Kind, Link, control, lines, linked, value_of
from sandbox.books.money import amount, cents
from sandbox.books.shelf import Doc, Shelf
from sandbox.faults import business, required


class Settlement(Kind):
    """A document whose lines apply money to others of the same party."""

    voidable = True
    party_key, party_type = "", ""
    account_key, account_role = "", ""

    def complete(self, doc: Doc, shelf: Shelf, today: str) -> None:
        """Date, currency and lines."""
        complete_dates(doc, today)
        doc.setdefault("CurrencyRef", {"value": "USD", "name": "United States Dollar"})
        doc["Line"] = [line for line in lines(doc) if line.get("LinkedTxn")]

    def check(self, doc: Doc, shelf: Shelf) -> None:
        """The amount is not negative; every line puts a positive amount on one document."""
        if cents(doc["TotalAmt"]) < 0:
            raise business("You must set a transaction amount of 0 or more.")
        for line in lines(doc):
            if cents(line.get("Amount")) <= 0 or len(linked(line)) != 1:
                raise business("Every line needs a positive amount and one linked transaction.")

    def control(self, doc: Doc, shelf: Shelf) -> str:
        """The account on which the party's debts are kept."""
        return control(shelf, doc, self.account_key, self.account_role)

    def links(self, doc: Doc) -> list[Link]:
        """The documents the money is put on."""
        return [Link("applies", *linked(line)[0], cents(line["Amount"])) for line in lines(doc)]

    def void(self, doc: Doc) -> None:
        """No amount, nothing applied."""
        doc.update({"TotalAmt": 0, "Line": []})

    def party(self, doc: Doc) -> tuple[str, str]:
        """("Customer" or "Vendor", id) whose account is settled."""
        return self.party_type, value_of(doc, self.party_key)


class Payment(Settlement):
    """Received from a customer into a bank account or Undeposited Funds."""

    required = ("CustomerRef", "TotalAmt")
    party_key, party_type = "CustomerRef", "Customer"
    account_key, account_role = "ARAccountRef", "AccountsReceivable"

    def complete(self, doc: Doc, shelf: Shelf, today: str) -> None:
        """Undeposited Funds when no account is named."""
        super().complete(doc, shelf, today)
        if not value_of(doc, "DepositToAccountRef"):
            doc["DepositToAccountRef"] = {"value": control(shelf, {}, "", "UndepositedFunds")}
        doc.setdefault("ProcessPayment", False)

    def entries(self, doc: Doc, shelf: Shelf) -> list[Entry]:
        """Money in against the customer's account, applied or not."""
        whole, account = cents(doc["TotalAmt"]), self.control(doc, shelf)
        if not whole:
            return []
        return [Entry(value_of(doc, "DepositToAccountRef"), whole), Entry(account, -whole, *self.party(doc))]

    def balance(self, doc: Doc, open_cents: int) -> None:
        """What is not yet put on an invoice."""
        doc["UnappliedAmt"] = amount(open_cents)

    def void(self, doc: Doc) -> None:
        """Nothing is left to apply either."""
        super().void(doc)
        doc["UnappliedAmt"] = 0


class BillPayment(Settlement):
    """Paid to a vendor by check (any bank payment) or card."""

    required = ("VendorRef", "PayType", "TotalAmt")
    choices = {"PayType": frozenset({"Check", "CreditCard"})}
    party_key, party_type = "VendorRef", "Vendor"
    account_key, account_role = "APAccountRef", "AccountsPayable"

    def check(self, doc: Doc, shelf: Shelf) -> None:
        """The account that pays must be named."""
        super().check(doc, shelf)
        if not _paying_account(doc):
            raise required(
                "CheckPayment.BankAccountRef"
                if doc["PayType"] == "Check"
                else "CreditCardPayment.CCAccountRef"
            )

    def entries(self, doc: Doc, shelf: Shelf) -> list[Entry]:
        """The vendor's account against the bank or card."""
        whole, account = cents(doc["TotalAmt"]), self.control(doc, shelf)
        return [Entry(account, whole, *self.party(doc)), Entry(_paying_account(doc), -whole)] if whole else []

    def link_type(self, doc: Doc, target: str) -> str:
        """BillPaymentCheck or BillPaymentCreditCard on a bill, BillPayment on a credit."""
        return self.entity if target == "VendorCredit" else f"BillPayment{doc['PayType']}"


def _paying_account(doc: Doc) -> str:
    key, inner = (
        ("CheckPayment", "BankAccountRef")
        if doc["PayType"] == "Check"
        else ("CreditCardPayment", "CCAccountRef")
    )
    return value_of(doc.get(key) or {}, inner)
