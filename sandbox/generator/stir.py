"""Small changes for benches and proofs: what a bookkeeper does in a minute, in any company, at this instant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sandbox.books.company import Company
from sandbox.books.money import amount, day_of
from sandbox.faults import Fault
from sandbox.generator.forms import Body, applied, expense_line, ref, sales_line
from sandbox.store import Store

_CHOICE = 40


class NothingToStir(ValueError):
    """A company without a customer, vendor, item or account to make changes with."""


@dataclass(frozen=True, slots=True)
class Stirred:
    """One change that was made: `operation` is create, update, void or delete."""

    realm: str
    entity: str
    id: str
    operation: str
    at: datetime


@dataclass(slots=True)
class Spoon:
    """Makes changes in one company, by chance."""

    store: Store
    realm: str
    rng: Random
    at: datetime

    @property
    def company(self) -> Company:
        """Its books, opened anew for every change."""
        return Company(self.store, self.realm)

    def stir(self) -> Stirred:
        """Any change of the table; a new invoice when there is nothing to make it with."""
        ways, weights = zip(*_WAYS, strict=True)
        try:
            return self._done(self.rng.choices(ways, weights)[0])
        except (Fault, _Nothing):
            return self._done(_new_invoice)

    def _done(self, way: Way) -> Stirred:
        try:
            entity, id, operation = way(self)
        except _Nothing as nothing:
            if way is _new_invoice:
                raise NothingToStir(f"company {self.realm} has no {nothing}") from None
            raise
        return Stirred(self.realm, entity, id, operation, self.at)

    def some(self, entity: str, condition: str = "1") -> Body:
        """One of the newest live rows for which the SQL holds; _Nothing without any."""
        sql = f"""SELECT id FROM object WHERE realm = ? AND entity = ? AND deleted = 0 AND active = 1
                  AND {condition} ORDER BY seq DESC LIMIT {_CHOICE}"""
        found = self.store.rows(sql, self.realm, entity).fetchall()
        if not found:
            raise _Nothing(entity)
        row = self.store.get(self.realm, entity, self.rng.choice(found)[0])
        assert row is not None
        return row.doc

    def money(self) -> int:
        """Cents of an everyday document."""
        return self.rng.randrange(4_000, 250_000)

    def later(self) -> str:
        """A day in the coming weeks."""
        return self._in(self.rng.randrange(5, 60))

    def moved(self, doc: Body) -> str:
        """A day in the coming weeks that is not the document's due date: who changes nothing makes no change."""
        days = self.rng.randrange(5, 60)
        return self._in(days) if self._in(days) != doc.get("DueDate") else self._in(days + 1)

    def _in(self, days: int) -> str:
        return day_of(self.at + timedelta(days=days))


class _Nothing(Exception):
    """There is no row to make the change with."""


Way = Callable[[Spoon], tuple[str, str, str]]
_HOME = "json_extract(body, '$.CurrencyRef.value') = 'USD'"
_OPEN = f"json_extract(body, '$.Balance') > 0 AND {_HOME}"
_UNTOUCHED = f"{_OPEN} AND json_extract(body, '$.LinkedTxn[0]') IS NULL"


def _new_invoice(spoon: Spoon) -> tuple[str, str, str]:
    customer = spoon.some("Customer", _HOME)
    item = spoon.some("Item", "json_extract(body, '$.IncomeAccountRef') IS NOT NULL")
    body = {
        "CustomerRef": ref(customer["Id"]),
        "DueDate": spoon.later(),
        "Line": [sales_line(item["Id"], spoon.money(), "Work as agreed")],
    }
    return "Invoice", _created(spoon, "Invoice", body), "create"


def _new_bill(spoon: Spoon) -> tuple[str, str, str]:
    vendor = spoon.some("Vendor", _HOME)
    account = spoon.some("Account", "json_extract(body, '$.AccountType') = 'Expense'")
    lines = [expense_line(account["Id"], spoon.money(), "As ordered")]
    body = {"VendorRef": ref(vendor["Id"]), "DueDate": spoon.later(), "Line": lines}
    return "Bill", _created(spoon, "Bill", body), "create"


def _payment(spoon: Spoon) -> tuple[str, str, str]:
    invoice = spoon.some("Invoice", _OPEN)
    whole = int(invoice["Balance"] * 100)
    part = whole if spoon.rng.random() < 0.7 or whole < 2 else whole // 2
    line = applied(part, "Invoice", invoice["Id"])
    body = {"CustomerRef": ref(invoice["CustomerRef"]["value"]), "TotalAmt": amount(part), "Line": [line]}
    return "Payment", _created(spoon, "Payment", body), "create"


def _bill_payment(spoon: Spoon) -> tuple[str, str, str]:
    bill = spoon.some("Bill", _OPEN)
    bank = spoon.some("Account", f"json_extract(body, '$.AccountType') = 'Bank' AND {_HOME}")
    body = {
        "VendorRef": ref(bill["VendorRef"]["value"]),
        "TotalAmt": bill["Balance"],
        "PayType": "Check",
        "CheckPayment": {"BankAccountRef": ref(bank["Id"])},
        "Line": [applied(int(bill["Balance"] * 100), "Bill", bill["Id"])],
    }
    return "BillPayment", _created(spoon, "BillPayment", body), "create"


def _moved_date(entity: str) -> Way:
    def way(spoon: Spoon) -> tuple[str, str, str]:
        doc = spoon.some(entity, _OPEN)
        spoon.company.update(entity, {**_named(doc), "sparse": True, "DueDate": spoon.moved(doc)}, spoon.at)
        return entity, doc["Id"], "update"

    return way


def _edited_customer(spoon: Spoon) -> tuple[str, str, str]:
    customer = spoon.some("Customer")
    phone = {"FreeFormNumber": f"(253) 555-{spoon.rng.randrange(10_000):04d}"}
    spoon.company.update("Customer", {**_named(customer), "sparse": True, "PrimaryPhone": phone}, spoon.at)
    return "Customer", customer["Id"], "update"


def _voided_invoice(spoon: Spoon) -> tuple[str, str, str]:
    invoice = spoon.some("Invoice", _UNTOUCHED)
    spoon.company.void("Invoice", _named(invoice), spoon.at)
    return "Invoice", invoice["Id"], "void"


def _deleted_bill(spoon: Spoon) -> tuple[str, str, str]:
    bill = spoon.some("Bill", _UNTOUCHED)
    spoon.company.delete("Bill", _named(bill), spoon.at)
    return "Bill", bill["Id"], "delete"


def _created(spoon: Spoon, entity: str, body: Body) -> str:
    return str(spoon.company.create(entity, body, spoon.at)["Id"])


def _named(doc: Body) -> Body:
    return {"Id": doc["Id"], "SyncToken": doc["SyncToken"]}


_WAYS: tuple[tuple[Way, float], ...] = (
    (_new_invoice, 5),
    (_new_bill, 4),
    (_payment, 4),
    (_bill_payment, 2),
    (_moved_date("Invoice"), 2),
    (_moved_date("Bill"), 2),
    (_edited_customer, 1),
    (_voided_invoice, 1),
    (_deleted_bill, 1),
)


def stir(
    store: Store, realms: list[str], count: int, seed: Any, now: Callable[[], datetime]
) -> list[Stirred]:
    """`count` changes spread evenly over the companies, each in a transaction of its own at its own instant.

    NothingToStir for a company that has too little.
    """
    rng = Random(f"stir/{seed}")
    order = rng.sample(realms, len(realms))
    return [Spoon(store, order[number % len(order)], rng, now()).stir() for number in range(count)]
