"""The kinds of writes: what each sends, what it looks at before, and how its effect is known (API_FACTS 11)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Protocol

from core.mirror import Mirror
from sync.errors import BadQuestion
from sync.models import WriteKind, WriteOperation
from sync.seen import seen_of

OURS = "RowCol"


class Gate(Protocol):
    """What of SmartSyncService a write needs."""

    def create(self, entity: str, body: Mapping[str, Any], request_id: str = "") -> bytes: ...
    def update(self, entity: str, body: Mapping[str, Any], request_id: str = "") -> bytes: ...
    def send(self, entity: str, qbo_id: str, to: str = "", request_id: str = "") -> bytes: ...


class Writing(Protocol):
    """One kind of write. `row` is its document as it was just read, `beside` what was read with it."""

    def seen(self, row: Mirror | None) -> dict[str, str | None]:
        """What must not have changed."""

    def send(self, gate: Gate, operation: WriteOperation, row: Mirror) -> None:
        """Do it. Raises what the gate raises."""

    def linked(self, row: Mirror) -> tuple[str, list[str]]:
        """Which objects of which entity tell whether it is done, beside the document."""

    def done(self, operation: WriteOperation, row: Mirror, beside: list[Mirror]) -> str | None:
        """The id of the document that shows that it is done; None where nothing does."""


class MovedDueDate:
    """A bill or invoice due on another day (API_FACTS 11.1)."""

    def seen(self, row: Mirror | None) -> dict[str, str | None]:
        return seen_of(row)

    def send(self, gate: Gate, operation: WriteOperation, row: Mirror) -> None:
        """The day alone; where QBO takes no part of a document, the whole as read with that day."""
        key = {"Id": row.qbo_id, "SyncToken": str(row.sync_token)}
        due = {"DueDate": operation.asks["due_on"]}
        try:
            gate.update(operation.entity, {**key, "sparse": True, **due}, operation.request_id)
        except BadQuestion:
            whole = {name: value for name, value in (row.payload or {}).items() if name != "MetaData"}
            gate.update(operation.entity, {**whole, **key, "sparse": False, **due}, operation.request_id)

    def linked(self, row: Mirror) -> tuple[str, list[str]]:
        return "", []

    def done(self, operation: WriteOperation, row: Mirror, beside: list[Mirror]) -> str | None:
        return row.qbo_id if seen_of(row).get("due date") == operation.asks["due_on"] else None


class PaidBill:
    """A payment put on a bill: bookkeeping, no money moves (API_FACTS 11.3). Its note carries the request id."""

    def seen(self, row: Mirror | None) -> dict[str, str | None]:
        return seen_of(row)

    def send(self, gate: Gate, operation: WriteOperation, row: Mirror) -> None:
        asks, amount = operation.asks, Decimal(operation.asks["amount"])
        line = {"Amount": amount, "LinkedTxn": [{"TxnId": row.qbo_id, "TxnType": "Bill"}]}
        body = {
            "VendorRef": {"value": (row.payload or {})["VendorRef"]["value"]},
            "TotalAmt": amount,
            "TxnDate": asks["on"],
            "PrivateNote": _mark(operation),
            "Line": [line],
            **_paid_from(asks),
        }
        if currency := (row.payload or {}).get("CurrencyRef"):
            body["CurrencyRef"] = {"value": currency["value"]}
        gate.create("BillPayment", body, operation.request_id)

    def linked(self, row: Mirror) -> tuple[str, list[str]]:
        links = (row.payload or {}).get("LinkedTxn") or []
        ids = [link["TxnId"] for link in links if str(link.get("TxnType", "")).startswith("BillPayment")]
        return "BillPayment", ids

    def done(self, operation: WriteOperation, row: Mirror, beside: list[Mirror]) -> str | None:
        mark = _mark(operation)
        return next((str(each.qbo_id) for each in beside if mark in (getattr(each, "note", "") or "")), None)


class MailedInvoice:
    """An invoice that QBO mailed; its token stays as it was (API_FACTS 11.2)."""

    def seen(self, row: Mirror | None) -> dict[str, str | None]:
        return {**seen_of(row), "mailed": _mailed_at(row), "address": _address(row)}

    def send(self, gate: Gate, operation: WriteOperation, row: Mirror) -> None:
        gate.send(operation.entity, row.qbo_id, operation.asks["to"], operation.request_id)

    def linked(self, row: Mirror) -> tuple[str, list[str]]:
        return "", []

    def done(self, operation: WriteOperation, row: Mirror, beside: list[Mirror]) -> str | None:
        """Mailed since, to the address that was asked for."""
        mailed = _mailed_at(row) not in (None, operation.seen.get("mailed"))
        return row.qbo_id if mailed and operation.asks["to"] in ("", _address(row)) else None


WRITINGS: dict[WriteKind, Writing] = {
    WriteKind.MOVE_DUE_DATE: MovedDueDate(),
    WriteKind.PAY_BILL: PaidBill(),
    WriteKind.MAIL_INVOICE: MailedInvoice(),
}


def _mark(operation: WriteOperation) -> str:
    return f"{OURS} {operation.request_id}"


def _paid_from(asks: Mapping[str, Any]) -> dict[str, Any]:
    account = {"value": asks["account_id"]}
    if asks["by_card"]:
        return {"PayType": "CreditCard", "CreditCardPayment": {"CCAccountRef": account}}
    return {"PayType": "Check", "CheckPayment": {"BankAccountRef": account}}


def _mailed_at(row: Mirror | None) -> str | None:
    delivery = ((row.payload if row else None) or {}).get("DeliveryInfo") or {}
    return delivery.get("DeliveryTime")


def _address(row: Mirror | None) -> str | None:
    address = ((row.payload if row else None) or {}).get("BillEmail") or {}
    return address.get("Address")
