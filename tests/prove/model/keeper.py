"""Who keeps the books while the mirror is at work: every kind of change, on whichever object a number points at."""

import json
from dataclasses import dataclass, field
from typing import Any

import requests

from sandbox.store import Store

ORDERS = ("Bill", "Invoice", "Estimate", "PurchaseOrder", "CreditMemo", "VendorCredit", "Purchase")
DOCUMENTS = (
    *ORDERS,
    "SalesReceipt",
    "RefundReceipt",
    "JournalEntry",
    "Deposit",
    "Transfer",
    "CreditCardPayment",
)
SETTLED = ("Payment", "BillPayment")
NAMES = {"Customer": "DisplayName", "Vendor": "DisplayName", "Account": "Name", "Term": "Name"}
RATES = ("EUR", "GBP", "CAD")
NOT_COPIED = ("Id", "SyncToken", "MetaData", "LinkedTxn", "DocNumber", "Balance", "TotalAmt")
Doc = dict[str, Any]


@dataclass(frozen=True)
class Keeper:
    """The books of one realm, changed through the sandbox's back door; what the books refuse is left alone.

    `merged` are the rows that were lost in others, by entity: no list of changes tells of them.
    """

    url: str
    store: Store
    realm: str
    merged: list[tuple[str, str]] = field(default_factory=list)

    def living(self, entity: str) -> list[Doc]:
        """Every object of an entity that is there now."""
        sql = "SELECT body FROM object WHERE realm = ? AND entity = ? AND deleted = 0 ORDER BY CAST(id AS INTEGER)"
        return [json.loads(body) for (body,) in self.store.rows(sql, self.realm, entity)]

    def pick(self, entity: str, number: int) -> Doc | None:
        """One of them; None where there is none."""
        there = self.living(entity)
        return there[number % len(there)] if there else None

    def copy(self, entity: str, number: int) -> Doc | None:
        """Another document like one that is there."""
        like = self.pick(entity, number)
        return like and self.do("create", entity, without(like, *NOT_COPIED))

    def add_name(self, entity: str, name: str) -> Doc | None:
        """A new party, account or term."""
        more = {"Account": {"AccountType": "Bank", "AccountSubType": "Checking"}, "Term": {"DueDays": 20}}
        return self.do("create", entity, {NAMES[entity]: name, **more.get(entity, {})})

    def add_template(self, number: int, name: str) -> Doc | None:
        """Another recurring transaction like one that is there."""
        like = self.pick("RecurringTransaction", number)
        if like is None:
            return None
        ((kind, inner),) = like.items()
        said = without(inner, *NOT_COPIED) | {"RecurringInfo": inner["RecurringInfo"] | {"Name": name}}
        return self.do("create", "RecurringTransaction", {kind: said})

    def set_rate(self, number: int, day: str) -> Doc | None:
        """What a unit of a foreign currency is worth in dollars from a day on."""
        body = {
            "SourceCurrencyCode": RATES[number % len(RATES)],
            "AsOfDate": day,
            "Rate": 1 + number / 10_000,
        }
        return self.do("create", "ExchangeRate", body)

    def annotate(self, entity: str, number: int, note: str) -> Doc | None:
        """Another note on a document."""
        return self.change(entity, number, PrivateNote=note)

    def price(self, entity: str, number: int, amount: int) -> Doc | None:
        """Another amount on a document's first line."""
        found = self.pick(entity, number)
        if found is None or not found.get("Line"):
            return self.change(entity, number, Amount=amount)
        first, *rest = found["Line"]
        return self.change(entity, number, Line=[first | {"Amount": amount}, *rest])

    def rename(self, entity: str, number: int, name: str) -> Doc | None:
        return self.change(entity, number, **{NAMES[entity]: name})

    def switch(self, entity: str, number: int) -> Doc | None:
        """An active row made inactive, or the other way round."""
        found = self.pick(entity, number)
        return found and self.change(entity, number, Active=not found.get("Active", True))

    def change(self, entity: str, number: int, **fields: Any) -> Doc | None:
        found = self.pick(entity, number)
        return found and self.do("update", entity, {"Id": found["Id"], "sparse": True, **fields})

    def void(self, entity: str, number: int) -> Doc | None:
        found = self.pick(entity, number)
        return found and self.do("void", entity, {"Id": found["Id"]})

    def delete(self, entity: str, number: int) -> Doc | None:
        found = self.pick(entity, number)
        return found and self.do("delete", entity, {"Id": found["Id"]})

    def collect(self, number: int, share: int) -> Doc | None:
        """A customer pays so many hundredths of what is open on an invoice."""
        invoice = self._open("Invoice", number)
        if invoice is None:
            return None
        amount, line = _applied("Invoice", invoice, share)
        money = {"CurrencyRef": invoice["CurrencyRef"]} if "CurrencyRef" in invoice else {}
        return self.do(
            "create",
            "Payment",
            {"CustomerRef": invoice["CustomerRef"], "TotalAmt": amount, "Line": [line], **money},
        )

    def pay(self, number: int, share: int) -> Doc | None:
        """So many hundredths of what is open on a bill are paid from the bank."""
        bill, banks = self._open("Bill", number), self.living("Account")
        bank = next((one for one in banks if one["AccountType"] == "Bank" and one["Active"]), None)
        if bill is None or bank is None:
            return None
        amount, line = _applied("Bill", bill, share)
        way = {"PayType": "Check", "CheckPayment": {"BankAccountRef": {"value": bank["Id"]}}}
        money = {"CurrencyRef": bill["CurrencyRef"]} if "CurrencyRef" in bill else {}
        said = {"VendorRef": bill["VendorRef"], "TotalAmt": amount, "Line": [line], **way, **money}
        return self.do("create", "BillPayment", said)

    def merge(self, entity: str, survivor: int, lost: int) -> Doc | None:
        """One party or account is made part of another."""
        into, gone = self.pick(entity, survivor), self.pick(entity, lost)
        if into is None or gone is None:
            return None
        done = self._tell("merges", entity=entity, survivor=into["Id"], lost=gone["Id"])
        if done is not None:
            self.merged.append((entity, gone["Id"]))
        return done

    def do(self, operation: str, entity: str, body: Doc) -> Doc | None:
        """One operation on the books; None where they refuse it by a rule of theirs."""
        return self._tell("changes", operation=operation, entity=entity, body=body)

    def _tell(self, what: str, **said: Any) -> Doc | None:
        answer = requests.post(f"{self.url}/_sandbox/companies/{self.realm}/{what}", json=said, timeout=20)
        assert answer.status_code < 500, answer.text
        found: Doc = answer.json()
        return found if answer.status_code == 200 else None

    def _open(self, entity: str, number: int) -> Doc | None:
        unpaid = [one for one in self.living(entity) if one.get("Balance", 0) > 0]
        return unpaid[number % len(unpaid)] if unpaid else None


def without(doc: Doc, *names: str) -> Doc:
    """The document without these fields and the ids of its lines."""
    kept = {name: value for name, value in doc.items() if name not in names}
    if "Line" in kept:
        kept["Line"] = [
            {name: value for name, value in line.items() if name not in ("Id", "LineNum", "LinkedTxn")}
            for line in kept["Line"]
            if line.get("DetailType") != "SubTotalLineDetail"
        ]
    return kept


def _applied(entity: str, doc: Doc, share: int) -> tuple[float, Doc]:
    amount = max(round(doc["Balance"] * share / 100, 2), 0.01)
    return amount, {"Amount": amount, "LinkedTxn": [{"TxnId": doc["Id"], "TxnType": entity}]}
