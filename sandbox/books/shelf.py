"""The documents that one operation has in hand: each is read once, changed in memory and written back once."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from sandbox import switches
from sandbox.books.money import stamp
from sandbox.books.tables import Tables
from sandbox.store import Posting, Store
from sandbox.wire import decode, encode

Doc = dict[str, Any]
Key = tuple[str, str]

_MANY = 4000
_PER_CURRENCY = ("AccountsReceivable", "AccountsPayable")


class Shelf:
    """Read and write access to one company's objects; `hold()` postpones the writing over many operations."""

    def __init__(self, store: Store, realm: str) -> None:
        self.store, self.realm = store, realm
        self.tables = Tables(store, realm)
        self._docs: dict[Key, Doc | None] = {}
        self._times: dict[Key, tuple[int, int]] = {}
        self._dirty: dict[Key, None] = {}
        self._moved: dict[Key, None] = {}
        self._switches: dict[str, Any] = {}
        self.controls: dict[tuple[str, str], str] = {}
        self._rates: dict[tuple[str, str], Decimal | None] = {}
        self._home: tuple[bool, str] | None = None
        self._held = 0

    @contextmanager
    def hold(self) -> Iterator[None]:
        """One store transaction; everything changed inside is written when the outermost hold ends."""
        outermost, self._held = self._held == 0, self._held + 1
        try:
            with self.store.transaction():
                yield
                if outermost:
                    self.flush()
        finally:
            self._held -= 1
            if outermost:
                self._forget()

    def relieve(self) -> None:
        """Write and forget when a long hold has gathered many documents."""
        if len(self._docs) > _MANY:
            self.flush()
            self._forget()

    def _forget(self) -> None:
        self._docs.clear()
        self._times.clear()
        self._dirty.clear()
        self._moved.clear()
        self.controls.clear()
        self._switches.clear()
        self._rates.clear()
        self._home = None

    def get(self, entity: str, id: str) -> Doc | None:
        """The live object, to be changed only together with `write`; None when missing or deleted."""
        key = (entity, id)
        if key not in self._docs:
            self._read(key)
        return self._docs[key]

    def _read(self, key: Key) -> None:
        row = self.store.get(self.realm, *key)
        if row is None or row.deleted:
            self._docs[key] = None
        else:
            self._docs[key] = _unwrapped(key, decode(row.body))
            self._times[key] = (row.created_at, row.updated_at)

    def buried(self, entity: str, id: str) -> bool:
        """Whether the id once existed and was deleted."""
        row = self.store.get(self.realm, entity, id)
        return row is not None and row.deleted

    def add(self, entity: str, doc: Doc, at: int) -> None:
        """Put a new object on the shelf; it already carries Id and SyncToken."""
        key = (entity, doc["Id"])
        self._docs[key] = doc
        self._times[key] = (at, at)
        self.write(entity, doc, at)

    def write(self, entity: str, doc: Doc, at: int, *, token: bool = False) -> None:
        """Keep the changed object: LastUpdatedTime moves to `at`, SyncToken too when `token` (API_FACTS 1.5)."""
        key = (entity, doc["Id"])
        created, updated = self._times[key]
        self._docs[key] = doc
        self._times[key] = (created, max(updated, at))
        if token:
            doc["SyncToken"] = str(int(doc["SyncToken"]) + 1)
        times = {"CreateTime": stamp(created), "LastUpdatedTime": stamp(self._times[key][1])}
        doc["MetaData"] = {**doc.get("MetaData", {}), **times}
        self._dirty[key] = self._moved[key] = None
        if entity in ("Preferences", "ExchangeRate"):
            self._home = None
            self._rates.clear()

    def bury(self, entity: str, id: str, at: int) -> None:
        """Delete the object, leaving a tombstone."""
        key = (entity, id)
        if key in self._dirty:
            self._write(key)
            del self._dirty[key]
        self._docs[key] = None
        self.store.bury(self.realm, entity, id, at)

    def erase(self, entity: str, id: str) -> None:
        """Take the object away without a trace, its name too."""
        key = (entity, id)
        self._dirty.pop(key, None)
        self._docs[key] = None
        self.store.erase(self.realm, entity, id)
        self.tables.free(entity, id)

    def moved(self) -> list[Key]:
        """What was written since the last time this was asked, in order."""
        found = list(self._moved)
        self._moved.clear()
        return found

    def flush(self) -> None:
        """Write every changed object to the store."""
        for key in self._dirty:
            self._write(key)
        self._dirty.clear()

    def _write(self, key: Key) -> None:
        entity, id = key
        doc, (created, updated) = self._docs[key], self._times[key]
        assert doc is not None
        active = int(doc.get("Active", True) is not False)
        token, body = int(doc["SyncToken"]), encode(_wrapped(entity, doc))
        row = (self.realm, entity, id, token, created, updated, active, 0, int(id), body)
        self.store.put_many([row])

    def postings(self, entity: str, id: str) -> list[Posting]:
        """The document's ledger lines."""
        return self.store.postings(self.realm, entity, id)

    def next_id(self, space: str) -> str:
        """The next free id of an id space (API_FACTS 1.1)."""
        return self.store.next_id(self.realm, space)

    def switch(self, name: str) -> Any:
        """A behaviour setting as it stands for this company."""
        if name not in self._switches:
            self._switches[name] = switches.read(self.store, self.realm, name)
        return self._switches[name]

    def control(self, role: str, currency: str = "") -> str | None:
        """Id of the active account that plays a role: an AccountSubType such as AccountsReceivable.

        Receivables and payables have an account for each foreign currency.
        """
        own = currency if role in _PER_CURRENCY and self.multicurrency else ""
        key = (role, own or self.home)
        if key not in self.controls:
            found = self._playing(role, key[1] if role in _PER_CURRENCY and self.multicurrency else "")
            if found is None:
                return None
            self.controls[key] = found
        return self.controls[key]

    def _playing(self, role: str, currency: str) -> str | None:
        sql = """SELECT id FROM object WHERE realm = ?1 AND entity = 'Account' AND active = 1 AND deleted = 0
                 AND json_extract(body, '$.AccountSubType') = ?2
                 AND ?3 IN ('', json_extract(body, '$.CurrencyRef.value')) ORDER BY seq LIMIT 1"""
        written = next(iter(self.store.rows(sql, self.realm, role, currency)), None)
        if written:
            return str(written[0])
        own = (doc for (entity, _), doc in self._docs.items() if entity == "Account" and doc)
        wanted = (doc for doc in own if currency in ("", doc["CurrencyRef"]["value"]))
        return next((doc["Id"] for doc in wanted if doc.get("AccountSubType") == role), None)

    @property
    def multicurrency(self) -> bool:
        """Whether the company's preferences say so."""
        return self._currencies()[0]

    @property
    def home(self) -> str:
        """The company's home currency, USD unless its preferences say otherwise."""
        return self._currencies()[1]

    def _currencies(self) -> tuple[bool, str]:
        if self._home is None:
            prefs = (self.get("Preferences", "1") or {}).get("CurrencyPrefs") or {}
            home = (prefs.get("HomeCurrency") or {}).get("value") or "USD"
            self._home = bool(prefs.get("MultiCurrencyEnabled")), str(home)
        return self._home

    def currency_of(self, account_id: str) -> str:
        """The currency an account is kept in."""
        account = self.get("Account", account_id) or {}
        return str((account.get("CurrencyRef") or {}).get("value") or self.home)

    def rate_on(self, currency: str, day: str) -> Decimal | None:
        """Home units per unit of the currency by the newest rate up to a day; None when there is none."""
        key = (currency, day)
        if key not in self._rates:
            self.flush_rates()
            sql = """SELECT json_extract(body, '$.Rate') FROM object WHERE realm = ? AND entity = 'ExchangeRate'
                     AND deleted = 0 AND json_extract(body, '$.SourceCurrencyCode') = ?
                     AND json_extract(body, '$.AsOfDate') <= ? ORDER BY json_extract(body, '$.AsOfDate') DESC LIMIT 1"""
            found = next(iter(self.store.rows(sql, self.realm, currency, day)), None)
            self._rates[key] = Decimal(str(found[0])) if found else None
        return self._rates[key]

    def flush_rates(self) -> None:
        """Write rates that a long hold has only in hand."""
        for key in [key for key in self._dirty if key[0] == "ExchangeRate"]:
            self._write(key)
            del self._dirty[key]


def _wrapped(entity: str, doc: Doc) -> Doc:
    """As served: a recurring template stands in a wrapper named by its type, a rate shows no Id (API_FACTS 9.18)."""
    if entity == "RecurringTransaction":
        return {doc["_type"]: {key: value for key, value in doc.items() if key != "_type"}}
    if entity == "ExchangeRate":
        return {key: value for key, value in doc.items() if key != "Id"}
    return doc


def _unwrapped(key: Key, doc: Doc) -> Doc:
    entity, id = key
    if entity == "RecurringTransaction":
        kind, inner = next(iter(doc.items()))
        return {**inner, "_type": kind}
    return {**doc, "Id": id} if entity == "ExchangeRate" else doc
