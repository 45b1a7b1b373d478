"""Acme's books with every account its documents need, and short ways to enter documents on a given day."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sandbox.books.company import Company
from sandbox.store import Store
from tests.sandbox.world import NOW, REALM, open_books

_MORE_ACCOUNTS = (
    ("Savings", "Bank", "Savings"),
    ("Sales Tax Payable", "Other Current Liability", "SalesTaxPayable"),
    ("Discounts", "Income", "DiscountsRefundsGiven"),
    ("Bank fees", "Expense", "BankCharges"),
    ("Retained Earnings", "Equity", "RetainedEarnings"),
)


@dataclass
class Acme:
    """The company, its ids by name, and the instant at which the next entry is made."""

    company: Company
    ids: dict[str, str]
    at: datetime = NOW

    def make(self, entity: str, **body: Any) -> dict[str, Any]:
        """Enter an object and prove the books."""
        made = self.company.create(entity, body, self._tick())
        self.company.check_balance()
        return made

    def change(self, entity: str, doc: dict[str, Any], **body: Any) -> dict[str, Any]:
        """Make a sparse update of the current object and prove the books."""
        sent = {"Id": doc["Id"], "SyncToken": self.now(entity, doc)["SyncToken"], "sparse": True, **body}
        changed = self.company.update(entity, sent, self._tick())
        self.company.check_balance()
        return changed

    def void(self, entity: str, doc: dict[str, Any]) -> dict[str, Any]:
        """Void the current object and prove the books."""
        voided = self.company.void(entity, self._named(entity, doc), self._tick())
        self.company.check_balance()
        return voided

    def delete(self, entity: str, doc: dict[str, Any]) -> None:
        """Delete the current object and prove the books."""
        self.company.delete(entity, self._named(entity, doc), self._tick())
        self.company.check_balance()

    def now(self, entity: str, doc: dict[str, Any]) -> dict[str, Any]:
        """The object as it stands."""
        row = self.company.store.get(REALM, entity, doc["Id"])
        assert row is not None
        return row.doc

    def balance(self, account: str) -> Decimal:
        """CurrentBalance of an account."""
        return Decimal(self.now("Account", {"Id": self.ids[account]})["CurrentBalance"])

    def invoice(self, amount: int = 500, **more: Any) -> dict[str, Any]:
        """An invoice to Fjord & Pine, unless `more` names another customer."""
        head = {"CustomerRef": self.ref("Fjord & Pine"), "Line": [self.sale(amount)]}
        return self.make("Invoice", **head | more)

    def paid(self, amount: int, *lines: tuple[str, dict[str, Any], int], **more: Any) -> dict[str, Any]:
        """A payment from Fjord & Pine put on (entity, document, amount) lines."""
        head = {"CustomerRef": self.ref("Fjord & Pine"), "TotalAmt": amount, "Line": _applied(lines)}
        return self.make("Payment", **head | more)

    def bill(self, amount: int = 300, **more: Any) -> dict[str, Any]:
        """A bill from Granite Supply."""
        return self.make("Bill", VendorRef=self.ref("Granite Supply"), Line=[self.cost(amount)], **more)

    def paid_out(self, amount: int, *lines: tuple[str, dict[str, Any], int], **more: Any) -> dict[str, Any]:
        """A check to Granite Supply put on (entity, document, amount) lines."""
        way = {"PayType": "Check", "CheckPayment": {"BankAccountRef": self.ref("Operating Checking")}}
        body = {
            "VendorRef": self.ref("Granite Supply"),
            "TotalAmt": amount,
            "Line": _applied(lines),
            **way,
            **more,
        }
        return self.make("BillPayment", **body)

    def sale(self, amount: int) -> dict[str, Any]:
        """A line of design work."""
        detail = {"ItemRef": self.ref("Design")}
        return {"Amount": amount, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": detail}

    def cost(self, amount: int, account: str = "Software") -> dict[str, Any]:
        """A line that spends on an account."""
        detail = {"AccountRef": self.ref(account)}
        return {
            "Amount": amount,
            "DetailType": "AccountBasedExpenseLineDetail",
            "AccountBasedExpenseLineDetail": detail,
        }

    def journal(
        self, posting: str, account: str, amount: int, party: tuple[str, str] | None = None
    ) -> dict[str, Any]:
        """A journal line; party is (type, name)."""
        detail: dict[str, Any] = {"PostingType": posting, "AccountRef": self.ref(account)}
        if party:
            detail["Entity"] = {"Type": party[0], "EntityRef": self.ref(party[1])}
        return {"Amount": amount, "DetailType": "JournalEntryLineDetail", "JournalEntryLineDetail": detail}

    def ref(self, name: str) -> dict[str, str]:
        """A reference to a named row."""
        return {"value": self.ids[name]}

    def report(self, name: str, **params: str) -> dict[str, Any]:
        """A report of the company as of NOW."""
        return self.company.report(name, params, NOW)

    def _named(self, entity: str, doc: dict[str, Any]) -> dict[str, Any]:
        return {"Id": doc["Id"], "SyncToken": self.now(entity, doc)["SyncToken"]}

    def _tick(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at


def _applied(lines: tuple[tuple[str, dict[str, Any], int], ...]) -> list[dict[str, Any]]:
    return [
        {"Amount": amount, "LinkedTxn": [{"TxnId": doc["Id"], "TxnType": entity}]}
        for entity, doc, amount in lines
    ]


def open_acme(store: Store) -> Acme:
    """Acme before its first document."""
    company, ids = open_books(store)
    for name, kind, subtype in _MORE_ACCOUNTS:
        ids[name] = company.create(
            "Account", {"Name": name, "AccountType": kind, "AccountSubType": subtype}, NOW
        )["Id"]
    return Acme(company, ids)
