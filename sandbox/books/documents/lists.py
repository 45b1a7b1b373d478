"""Name lists: accounts, parties, items, terms, classes, payment methods (API_FACTS 9.3, 9.4, 9.16, 9.19)."""

from sandbox.books.documents.kind import Kind, value_of
from sandbox.books.shelf import Doc, Shelf
from sandbox.faults import Fault, bad_number, business, required, too_long

CLASSIFICATION = {
    "Bank": "Asset",
    "Accounts Receivable": "Asset",
    "Other Current Asset": "Asset",
    "Fixed Asset": "Asset",
    "Other Asset": "Asset",
    "Accounts Payable": "Liability",
    "Credit Card": "Liability",
    "Other Current Liability": "Liability",
    "Long Term Liability": "Liability",
    "Equity": "Equity",
    "Income": "Revenue",
    "Other Income": "Revenue",
    "Cost of Goods Sold": "Expense",
    "Expense": "Expense",
    "Other Expense": "Expense",
}
TYPE_OF_SUBTYPE = {
    "Checking": "Bank",
    "Savings": "Bank",
    "MoneyMarket": "Bank",
    "AccountsReceivable": "Accounts Receivable",
    "AccountsPayable": "Accounts Payable",
    "CreditCard": "Credit Card",
    "UndepositedFunds": "Other Current Asset",
    "SalesTaxPayable": "Other Current Liability",
}
DEFAULT_SUBTYPE = {
    "Bank": "Checking",
    "Accounts Receivable": "AccountsReceivable",
    "Accounts Payable": "AccountsPayable",
    "Credit Card": "CreditCard",
    "Income": "ServiceFeeIncome",
    "Expense": "OtherMiscellaneousServiceCost",
}


class NameList(Kind):
    """A row that documents refer to; never deleted, only made inactive."""

    is_transaction = False
    name_key = "Name"
    longest = 100

    def __init__(self, entity: str) -> None:
        super().__init__(entity)
        self.space = entity.lower()

    def complete(self, doc: Doc, shelf: Shelf, today: str) -> None:
        """Active unless said otherwise; the full name leads through the parents."""
        doc.setdefault("Active", True)
        if "FullyQualifiedName" in self.known:
            parent = (
                shelf.get(self.entity, value_of(doc, "ParentRef")) if value_of(doc, "ParentRef") else None
            )
            own = str(doc.get(self.name_key, ""))
            doc["FullyQualifiedName"] = f"{parent['FullyQualifiedName']}:{own}" if parent else own

    def check(self, doc: Doc, shelf: Shelf) -> None:
        """A name, not too long."""
        name = doc.get(self.name_key)
        if not name:
            raise required(self.name_key)
        if len(name) > self.longest:
            raise too_long(self.name_key, self.longest, len(name))

    def unique_name(self, doc: Doc) -> tuple[str, str]:
        """(space, name) within which the name may stand only once."""
        return self.space, str(doc.get("FullyQualifiedName") or doc[self.name_key])


class Account(NameList):
    """An account of the chart; its balances follow the ledger."""

    choices = {"AccountType": frozenset(CLASSIFICATION)}

    def complete(self, doc: Doc, shelf: Shelf, today: str) -> None:
        """Type from subtype or the reverse; classification from the type."""
        super().complete(doc, shelf, today)
        doc["SubAccount"] = bool(value_of(doc, "ParentRef"))
        if not doc.get("AccountType") and not doc.get("AccountSubType"):
            raise required("AccountType")
        doc.setdefault("AccountType", TYPE_OF_SUBTYPE.get(doc.get("AccountSubType", ""), "Expense"))
        doc.setdefault(
            "AccountSubType", DEFAULT_SUBTYPE.get(doc["AccountType"], doc["AccountType"].replace(" ", ""))
        )
        if doc["AccountType"] in CLASSIFICATION:
            doc["Classification"] = CLASSIFICATION[doc["AccountType"]]
        doc.setdefault("CurrencyRef", {"value": "USD", "name": "United States Dollar"})
        doc.setdefault("CurrentBalance", 0)
        doc.setdefault("CurrentBalanceWithSubAccounts", 0)

    def check(self, doc: Doc, shelf: Shelf) -> None:
        """No colon or quote in the name; the parent is of the same type."""
        super().check(doc, shelf)
        if ":" in doc["Name"] or '"' in doc["Name"]:
            raise business("Account names cannot contain a colon or a double quote.")
        parent = shelf.get("Account", value_of(doc, "ParentRef")) if value_of(doc, "ParentRef") else None
        if parent and parent["AccountType"] != doc["AccountType"]:
            raise business("A sub-account must be of the same type as its parent.")


class Party(NameList):
    """Customer, Vendor, Employee: one id space and one set of names (API_FACTS 1.1, 9.4)."""

    name_key = "DisplayName"
    longest = 500

    def __init__(self, entity: str) -> None:
        super().__init__(entity)
        self.space = "name"

    def complete(self, doc: Doc, shelf: Shelf, today: str) -> None:
        """Names fill each other in; a new party owes nothing."""
        parts = (doc.get(key) for key in ("Title", "GivenName", "MiddleName", "FamilyName", "Suffix"))
        doc.setdefault("DisplayName", " ".join(part for part in parts if part))
        doc.setdefault("PrintOnCheckName", doc["DisplayName"])
        super().complete(doc, shelf, today)
        if self.entity != "Employee":
            doc.setdefault("Balance", 0)
            doc.setdefault("CurrencyRef", {"value": "USD", "name": "United States Dollar"})

    def check(self, doc: Doc, shelf: Shelf) -> None:
        """No colon, tab or newline in the name."""
        super().check(doc, shelf)
        if any(sign in doc["DisplayName"] for sign in ":\t\n"):
            raise business("The name contains a character that is not allowed (colon, tab or newline).")

    def unique_name(self, doc: Doc) -> tuple[str, str]:
        """The display name counts across customers, vendors and employees; jobs by their full name."""
        return "party", str(
            doc.get("FullyQualifiedName") if value_of(doc, "ParentRef") else doc["DisplayName"]
        )


class Customer(Party):
    """Someone who owes; a job owes apart and is counted with its parent."""

    def complete(self, doc: Doc, shelf: Shelf, today: str) -> None:
        """A job when it has a parent."""
        super().complete(doc, shelf, today)
        doc["Job"] = bool(value_of(doc, "ParentRef"))
        for key, value in (("BillWithParent", False), ("Taxable", False), ("BalanceWithJobs", 0)):
            doc.setdefault(key, value)
        doc.setdefault("PreferredDeliveryMethod", "Print")


class Vendor(Party):
    """Someone who is owed."""

    def complete(self, doc: Doc, shelf: Shelf, today: str) -> None:
        """No 1099 unless said."""
        super().complete(doc, shelf, today)
        doc.setdefault("Vendor1099", False)


class Term(NameList):
    """When something is due: days after, or a day of the month."""

    longest = 31

    def complete(self, doc: Doc, shelf: Shelf, today: str) -> None:
        """The type follows from which day field is there."""
        super().complete(doc, shelf, today)
        doc["Type"] = "DATE_DRIVEN" if "DayOfMonthDue" in doc else "STANDARD"
        if doc["Type"] == "STANDARD":
            doc.setdefault("DueDays", 0)
        doc.setdefault("DiscountPercent", 0)

    def check(self, doc: Doc, shelf: Shelf) -> None:
        """0 to 999 days, or a day 1 to 31."""
        super().check(doc, shelf)
        for key, low, high in (("DueDays", 0, 999), ("DayOfMonthDue", 1, 31)):
            if key in doc and not (str(doc[key]).isdigit() and low <= int(doc[key]) <= high):
                raise bad_number(key, doc[key])


class Item(NameList):
    """Something sold or bought; it brings its accounts to the lines that name it."""

    choices = {"Type": frozenset({"Service", "NonInventory", "Inventory", "Category", "Group"})}

    def complete(self, doc: Doc, shelf: Shelf, today: str) -> None:
        """A service unless said."""
        super().complete(doc, shelf, today)
        doc.setdefault("Type", "Service")
        doc["SubItem"] = bool(value_of(doc, "ParentRef"))

    def check(self, doc: Doc, shelf: Shelf) -> None:
        """It needs an account to post to."""
        super().check(doc, shelf)
        if doc["Type"] in ("Service", "NonInventory") and not (
            doc.get("IncomeAccountRef") or doc.get("ExpenseAccountRef")
        ):
            raise Fault(
                "6000",
                "A business validation error has occurred",
                "An account is required.",
                element="IncomeAccountRef",
            )
