"""What describes the company itself, and its templates (API_FACTS 9.1, 9.2, 9.18, 9.20)."""

from sandbox.books.documents.kind import Kind
from sandbox.books.money import is_day
from sandbox.books.shelf import Doc, Shelf
from sandbox.faults import bad_number, required, unknown_property


class Single(Kind):
    """One row per company."""

    is_transaction = False

    def __init__(self, entity: str) -> None:
        super().__init__(entity)
        self.space = entity.lower()


class ExchangeRate(Single):
    """Home units per one foreign unit on a day."""

    required = ("SourceCurrencyCode", "Rate")

    def complete(self, doc: Doc, shelf: Shelf, today: str) -> None:
        """To the home currency, as of today."""
        doc.setdefault("TargetCurrencyCode", "USD")
        doc.setdefault("AsOfDate", today)

    def existing_id(self, doc: Doc, shelf: Shelf) -> str:
        """A rate is known by its currencies and day."""
        sql = """SELECT id FROM object WHERE realm = ? AND entity = 'ExchangeRate' AND
                 json_extract(body, '$.SourceCurrencyCode') = ? AND json_extract(body, '$.AsOfDate') = ?"""
        found = shelf.store.rows(sql, shelf.realm, doc.get("SourceCurrencyCode"), doc.get("AsOfDate"))
        return next(iter(found), ("",))[0]

    def check(self, doc: Doc, shelf: Shelf) -> None:
        """AsOfDate is a date."""
        if not is_day(doc["AsOfDate"]):
            raise bad_number("AsOfDate", doc["AsOfDate"])


class RecurringTransaction(Kind):
    """A template that posts nothing by itself; `_type` names the transaction it would make."""

    space = "txn"
    inner_types = frozenset(
        [
            "Bill",
            "Purchase",
            "CreditMemo",
            "Deposit",
            "Estimate",
            "Invoice",
            "JournalEntry",
            "RefundReceipt",
            "SalesReceipt",
            "Transfer",
            "VendorCredit",
            "PurchaseOrder",
        ]
    )

    def complete(self, doc: Doc, shelf: Shelf, today: str) -> None:
        """A type QuickBooks can repeat, a name, a template number."""
        if doc.get("_type") not in self.inner_types:
            raise unknown_property(str(doc.get("_type")), ", ".join(sorted(self.inner_types)))
        if not (doc.get("RecurringInfo") or {}).get("Name"):
            raise required("RecurringInfo.Name")
        doc["RecurringInfo"].setdefault("Active", True)
        if not doc.get("RecurDataRef"):
            doc["RecurDataRef"] = {"value": shelf.next_id("recurring")}
        doc.setdefault("CurrencyRef", {"value": "USD", "name": "United States Dollar"})
