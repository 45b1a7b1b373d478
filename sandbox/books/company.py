"""One sandbox company: the operations a client may ask for, each with all its effects, in one transaction."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

import msgspec

from sandbox.books.balance import check_books
from sandbox.books.currency import complete_currency
from sandbox.books.documents import KINDS
from sandbox.books.documents.kind import Entry, Kind
from sandbox.books.effects import post_alone, settle
from sandbox.books.merging import merge
from sandbox.books.money import cents, day_of, epoch_of, stamp
from sandbox.books.shelf import Doc, Shelf
from sandbox.books.validation import (
    check_open_period,
    check_properties,
    check_required,
    claim_name,
    resolve_references,
)
from sandbox.entities import TRANSACTIONS
from sandbox.faults import (
    business,
    deleted_meanwhile,
    deposited,
    invalid_id,
    not_found,
    required,
    stale,
    unsupported,
)
from sandbox.reports import REPORTS
from sandbox.reports.quirks import cut, modern
from sandbox.store import Store
from sandbox.webhooks.bell import Bell
from sandbox.wire import decode

# a copy may keep an exponent, so the plain encoder does
_encode = msgspec.json.Encoder(decimal_format="number").encode
_INACTIVE = " (deleted)"
_TEMPLATE = "RecurringTransaction"


class Company:
    """The books of one realm. Not to be shared between threads; make one per request.

    Every change rings at the app that listens; a `quiet` company is one that is only being founded.
    """

    def __init__(self, store: Store, realm: str, *, quiet: bool = False) -> None:
        self.store, self.realm = store, realm
        self.shelf = Shelf(store, realm)
        self.bell = None if quiet else Bell(store, realm)

    def hold(self) -> AbstractContextManager[None]:
        """Gather many operations into one transaction that is written at its end."""
        return self.shelf.hold()

    def create(self, entity: str, body: Doc, at: datetime) -> Doc:
        """The new object as QuickBooks answers it. Faults: 2010, 2020, 2170, 2500, 6000, 6070, 6210, 6240."""
        kind = _kind(entity)
        with self.hold():
            fresh = self._writable(kind, body)
            repeated = kind.existing_id(fresh, self.shelf)
            if repeated:
                token = (self.shelf.get(entity, repeated) or {})["SyncToken"]
                return self.update(entity, {**body, "Id": repeated, "SyncToken": token}, at)
            doc = self._create(kind, fresh, at)
            self._ring(entity, doc["Id"], "create", at)
            return self._answer(kind, doc)

    def _create(self, kind: Kind, fresh: Doc, at: datetime) -> Doc:
        doc = {"domain": "QBO", "sparse": False, "Id": "", "SyncToken": "0", **fresh}
        self._check(kind, doc, None, at)
        doc["Id"] = self.shelf.next_id(kind.space)
        if kind.name_key:
            claim_name(kind, doc, self.shelf)
        self.shelf.add(kind.entity, doc, epoch_of(at))
        settle(self.shelf, kind, None, doc, epoch_of(at))
        return doc

    def update(self, entity: str, body: Doc, at: datetime) -> Doc:
        """The object after a sparse or full update; unchanged content leaves token and time alone (API_FACTS 1.5).

        Faults as for create, and 610 (no such object), 5010 (stale SyncToken), 6540 (deposited).
        """
        kind = _kind(entity)
        with self.hold():
            old = self._current(kind, body)
            before = _copy(old)
            after = self._merged(kind, before, body)
            self._check(kind, after, before, at)
            if kind.name_key:
                _mark_inactive(kind, before, after)
                claim_name(kind, after, self.shelf)
            if after == before:
                return self._answer(kind, old)
            _check_deposited(before, after)
            self._replace(kind, before, after, at)
            self._ring(entity, after["Id"], "update", at)
            return self._answer(kind, after)

    def _replace(self, kind: Kind, before: Doc, after: Doc, at: datetime) -> Doc:
        self.shelf.write(kind.entity, after, epoch_of(at), token=True)
        settle(self.shelf, kind, before, after, epoch_of(at))
        return after

    def delete(self, entity: str, body: Doc, at: datetime) -> Doc:
        """{"domain", "status": "Deleted", "Id"}; transactions only, and only without links (API_FACTS 1.1, 9.5)."""
        kind = _kind(entity)
        if not kind.is_transaction:
            raise unsupported(f"Operation delete is not supported for {entity}.")
        with self.hold():
            before = self._current(kind, body)
            _check_deposited(before, None)
            if _incoming(kind, before):
                raise business("This transaction is linked to others. Unlink them before you delete it.")
            settle(self.shelf, kind, before, None, epoch_of(at))
            self.shelf.bury(entity, before["Id"], epoch_of(at))
            self._ring(entity, before["Id"], "delete", at)
            return {"domain": "QBO", "status": "Deleted", "Id": before["Id"]}

    def void(self, entity: str, body: Doc, at: datetime) -> Doc:
        """The object with every amount at zero and its links gone, "Voided" before its note (API_FACTS 1.5)."""
        kind = _kind(entity)
        if not kind.voidable:
            raise unsupported(f"Operation void is not supported for {entity}.")
        with self.hold():
            old = self._current(kind, body)
            _check_deposited(old, None)
            token = old["SyncToken"]
            self._detach(kind, old, at)
            before = _copy({**old, "SyncToken": token})
            after = _copy(before)
            kind.void(after)
            after["PrivateNote"] = (
                f"Voided - {before['PrivateNote']}" if before.get("PrivateNote") else "Voided"
            )
            self._replace(kind, before, after, at)
            self._ring(entity, after["Id"], "void", at)
            return self._answer(kind, after)

    def merge(self, entity: str, survivor: str, lost: str, at: datetime) -> Doc:
        """The row that survives, with the other's documents and balance; the other is gone (API_FACTS 9.4).

        Faults 610 (no such row), 6000 (rows that cannot be one).
        """
        kind = _kind(entity)
        with self.hold():
            doc = merge(self.shelf, kind, survivor, lost, epoch_of(at))
            self._ring(entity, survivor, "merge", at, lost)
            return self._answer(kind, doc)

    def send(self, entity: str, id: str, send_to: str, at: datetime) -> Doc:
        """The form as mailed: LastUpdatedTime moves, SyncToken stays (API_FACTS 11.2).

        Faults 610 (no such form), 6000 (nobody to mail it to).
        """
        kind = _kind(entity)
        with self.hold():
            doc = self._there(kind, id)
            address = {"Address": send_to} if send_to else doc.get("BillEmail")
            if not address:
                raise business("No e-mail address is given and the form has none.")
            delivery = {"DeliveryType": "Email", "DeliveryTime": stamp(epoch_of(at))}
            doc |= {"BillEmail": address, "EmailStatus": "EmailSent", "DeliveryInfo": delivery}
            self.shelf.write(entity, doc, epoch_of(at))
            self._ring(entity, id, "email", at)
            return self._answer(kind, doc)

    def _ring(self, entity: str, id: str, operation: str, at: datetime, deleted_id: str = "") -> None:
        """Announce the change, and the documents that moved along with it where the switch says so."""
        moved = self.shelf.moved()
        if self.bell is None or not self.bell.heard:
            return
        self.bell.ring(entity, id, operation, at.timestamp(), deleted_id)
        if self.shelf.switch("webhook_side_events"):
            for other, other_id in moved:
                if other in TRANSACTIONS and (other, other_id) != (entity, id):
                    self.bell.ring(other, other_id, "update", at.timestamp())

    def _detach(self, kind: Kind, doc: Doc, at: datetime) -> None:
        """Payments put on the document become unapplied again."""
        for a in self.shelf.tables.applied_to(kind.entity, doc["Id"]):
            payer = _kind(a.from_entity)
            before = _copy(self.shelf.get(a.from_entity, a.from_id))
            after = _copy(before)
            after["Line"] = [line for line in after["Line"] if line["LinkedTxn"][0]["TxnId"] != doc["Id"]]
            self._replace(payer, before, after, at)

    def post_unseen(self, entity: str, day: str, entries: list[Entry], at: datetime) -> str:
        """Ledger lines of a document that this API does not serve, a payroll cheque say; its id.

        Accounts move as they do in QuickBooks; no query, read or change list has the document.
        """
        with self.hold():
            id = self.shelf.next_id("txn")
            post_alone(self.shelf, entity, id, day, entries, epoch_of(at))
            return id

    def report(self, name: str, params: dict[str, str], at: datetime) -> dict[str, Any]:
        """A report computed from the ledger; fault 500 for a name that is not served."""
        report: Callable[..., dict[str, Any]] | None = REPORTS.get(name)
        if report is None:
            raise unsupported(f"Report {name} is not supported.")
        found = report(self.store, self.realm, params, at)
        if self.shelf.switch("report_engine") == "modern":
            found = modern(found)
        most: int = self.shelf.switch("report_rows")
        return cut(found, most) if most else found

    def check_balance(self) -> None:
        """AssertionError when ledger, balances and open amounts do not agree to the cent."""
        check_books(self.store, self.realm)

    def _check(self, kind: Kind, doc: Doc, before: Doc | None, at: datetime) -> None:
        check_required(kind, doc)
        resolve_references(kind, doc, before, self.shelf)
        complete_currency(kind, doc, self.shelf, day_of(at))
        kind.complete(doc, self.shelf, day_of(at))
        kind.check(doc, self.shelf)
        if kind.is_transaction:
            check_open_period(doc, self.shelf)

    def _current(self, kind: Kind, body: Doc) -> Doc:
        id = str(body.get("Id") or "")
        if not id:
            raise required("Id")
        found = self._there(kind, id)
        if str(body.get("SyncToken", "")) == "":
            raise required("SyncToken")
        if str(body["SyncToken"]) != found["SyncToken"]:
            raise stale(self.shelf.switch("user_name"))
        return found

    def _there(self, kind: Kind, id: str) -> Doc:
        if not id.isdigit():
            raise invalid_id(id)
        found = self.shelf.get(kind.entity, id)
        if found is None:
            raise deleted_meanwhile() if self.shelf.buried(kind.entity, id) else not_found()
        return found

    def _writable(self, kind: Kind, body: Doc) -> Doc:
        """A copy of what the request may write, nulls and empty references apart."""
        own = _copy(body)
        if kind.entity == _TEMPLATE:
            return _template(kind, own)
        check_properties(kind, own)
        return {
            key: value
            for key, value in own.items()
            if key not in kind.ours and value is not None and not _empty(key, value)
        }

    def _merged(self, kind: Kind, before: Doc, body: Doc) -> Doc:
        sent = self._writable(kind, body)
        if body.get("sparse") is True or str(body.get("sparse")).lower() == "true":
            dropped = {key for key, value in body.items() if value is None and key not in kind.ours}
            after = {**{key: value for key, value in before.items() if key not in dropped}, **sent}
        else:
            after = {
                **{key: value for key, value in before.items() if key in kind.ours or key == "_type"},
                **sent,
            }
            if kind.name_key:
                after.setdefault("Active", True)
        _keep_mirrors(kind, before, after)
        return _copy(after)

    def _answer(self, kind: Kind, doc: Doc) -> Doc:
        own = _copy(doc)
        if kind.entity == _TEMPLATE:
            return {own.pop("_type"): own}
        if kind.entity == "ExchangeRate":
            own.pop("Id")
        return own


def _kind(entity: str) -> Kind:
    found = KINDS.get(entity)
    if found is None:
        raise unsupported(f"Entity {entity} is not supported.")
    return found


def _copy(doc: Doc | None) -> Doc:
    found: Doc = decode(_encode(doc))
    return found


def _empty(key: str, value: Any) -> bool:
    return key.endswith("Ref") and isinstance(value, dict) and not value.get("value")


def _template(kind: Kind, own: Doc) -> Doc:
    """The inner transaction of a recurring template, its type noted beside it."""
    wrapped = {
        key: value for key, value in own.items() if isinstance(value, dict) and key in kind.inner_types
    }
    if len(wrapped) != 1:
        raise required("RecurringTransaction")
    inner_type, inner = next(iter(wrapped.items()))
    return {
        **{key: value for key, value in inner.items() if key not in ("Id", "SyncToken", "MetaData")},
        "_type": inner_type,
    }


def _keep_mirrors(kind: Kind, before: Doc, after: Doc) -> None:
    """Links that others wrote stay; the request decides only about its own (API_FACTS 9.5)."""
    theirs = [item for item in before.get("LinkedTxn", []) if item["TxnType"] not in kind.own_links]
    own = [item for item in after.get("LinkedTxn", []) if item["TxnType"] in kind.own_links]
    if theirs or own or "LinkedTxn" in before:
        after["LinkedTxn"] = [*own, *theirs]


def _mark_inactive(kind: Kind, before: Doc, after: Doc) -> None:
    """An inactive row shows " (deleted)" behind its name, a revived one loses it (API_FACTS 1.5)."""
    for key in (kind.name_key, "FullyQualifiedName"):
        if key in after:
            plain = str(after[key]).removesuffix(_INACTIVE)
            after[key] = plain if after["Active"] else plain + _INACTIVE


def _incoming(kind: Kind, doc: Doc) -> bool:
    return any(item["TxnType"] not in kind.own_links for item in doc.get("LinkedTxn", []))


def _check_deposited(before: Doc, after: Doc | None) -> None:
    """Fault 6540 for money that already lies in a deposit."""
    if not any(item["TxnType"] == "Deposit" for item in before.get("LinkedTxn", [])):
        return
    same = after is not None and cents(before.get("TotalAmt")) == cents(after.get("TotalAmt"))
    if not same or (after or {}).get("DepositToAccountRef") != before.get("DepositToAccountRef"):
        raise deposited()
