"""What may be asked of a QBO company, as values: statements, paths, parameters (API_FACTS 1.1, 2)."""

import hashlib
import urllib.parse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import msgspec

from sync.errors import BadQuestion
from sync.write_back import WritePermit

LONGEST_QUERY_IN_ADDRESS = 1800
VOID_BY_OPERATION = ("Invoice",)
VOID_BY_UPDATE = ("SalesReceipt", "BillPayment", "Payment")
_encoder = msgspec.json.Encoder(decimal_format="number")
NO_ID = {"CompanyInfo": "companyinfo/{realm}", "Preferences": "preferences"}


@dataclass(frozen=True, slots=True)
class Question:
    """One request to a company. Usage is counted by `call_class`; `{realm}` in a path is filled in later.

    `reads` is how many questions it holds that Intuit may meter: one, none for a write, a batch's queries.
    """

    call_class: str
    method: str
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = field(default=None, repr=False)
    content_type: str = "application/json"
    reads: int = 1
    permit: WritePermit | None = field(default=None, repr=False)

    def is_write(self) -> bool:
        """Whether it could change the books: all but what is got, statements in a body, and batches of statements."""
        if self.method == "GET" or (self.method, self.path) == ("POST", "query"):
            return False
        return self.path != "batch" or not _only_queries(self.body or b"")

    def permitted(self, permit: WritePermit) -> "Question":
        """The same write with leave to be sent."""
        return replace(self, permit=permit)

    def with_request_id(self, request_id: str) -> "Question":
        """The same write under an id that makes repeating it harmless (API_FACTS 1.6)."""
        return replace(self, params={**self.params, "requestid": request_id})

    def digest(self) -> str:
        """A short text that equal questions share and no others."""
        said = (self.method, self.path, sorted(self.params.items()), self.body)
        return hashlib.sha256(repr(said).encode()).hexdigest()


def literal(value: str | datetime) -> str:
    """A value as the query language quotes it; instants carry their offset, else their zone is unknown."""
    text = instant(value) if isinstance(value, datetime) else value
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def instant(at: datetime) -> str:
    """ISO 8601 in whole seconds with offset, the precision of MetaData; naive instants are refused."""
    if at.tzinfo is None:
        raise BadQuestion(f"{at.isoformat()} has no time zone")
    return at.isoformat(timespec="seconds")


def query(statement: str) -> Question:
    """A statement, in the address while it is short, else in the body."""
    if len(urllib.parse.quote_plus(statement)) <= LONGEST_QUERY_IN_ADDRESS:
        return Question("query", "GET", "query", {"query": statement})
    return Question("query", "POST", "query", body=statement.encode(), content_type="application/text")


def count(entity: str, where: str = "") -> Question:
    """How many objects there are; `where` is the condition without the word."""
    return query(f"select count(*) from {entity}" + (f" where {where}" if where else ""))


def changes(entities: Sequence[str], since: datetime) -> Question:
    """Everything that changed or was deleted since; no paging, 1,000 objects at most (API_FACTS 3)."""
    if not entities:
        raise BadQuestion("no entity was named")
    return Question("cdc", "GET", "cdc", {"entities": ",".join(entities), "changedSince": instant(since)})


def read(entity: str, qbo_id: str) -> Question:
    """One object by id. Exchange rates go by `currency:home currency:date`; one-row entities need no id."""
    if entity == "ExchangeRate":
        currency, _, as_of = qbo_id.split(":")
        return Question("read", "GET", "exchangerate", {"sourcecurrencycode": currency, "asofdate": as_of})
    return Question(
        "read", "GET", NO_ID.get(entity) or f"{entity.lower()}/{urllib.parse.quote(qbo_id, safe='')}"
    )


def batch(items: Sequence[Mapping[str, Any]]) -> Question:
    """Up to 30 items in one request; each answers, or fails, by its `bId` (API_FACTS 4)."""
    if not 0 < len(items) <= 30:
        raise BadQuestion(f"a batch takes 1 to 30 items, not {len(items)}")
    queries = sum("Query" in item for item in items)
    return Question("batch", "POST", "batch", body=_json({"BatchItemRequest": list(items)}), reads=queries)


def _only_queries(body: bytes) -> bool:
    items: list[dict[str, Any]] = msgspec.json.decode(body)["BatchItemRequest"]
    return all("Query" in item and item.keys() <= {"bId", "Query"} for item in items)


def report(name: str, params: Mapping[str, str]) -> Question:
    """A report by its PascalCase name (API_FACTS 10.2)."""
    return Question("report", "GET", f"reports/{name}", dict(params))


def save(entity: str, body: Mapping[str, Any]) -> Question:
    """Create, or update where the body has `Id` and `SyncToken`."""
    return _write(entity, body, {})


def delete(entity: str, body: Mapping[str, Any]) -> Question:
    """Delete a transaction; `body` needs `Id` and `SyncToken`."""
    return _write(entity, body, {"operation": "delete"})


def void(entity: str, body: Mapping[str, Any]) -> Question:
    """Void a transaction in the form documented for its kind; BadQuestion for the kinds without one."""
    if entity in VOID_BY_OPERATION:
        return _write(entity, body, {"operation": "void"})
    if entity in VOID_BY_UPDATE:
        return _write(entity, {**body, "sparse": True}, {"operation": "update", "include": "void"})
    raise BadQuestion(
        f"{entity} cannot be voided; these can: {', '.join(VOID_BY_OPERATION + VOID_BY_UPDATE)}"
    )


def send(entity: str, qbo_id: str, to: str = "") -> Question:
    """Mail a form, to this address or to its own (API_FACTS 11.2)."""
    path = f"{entity.lower()}/{urllib.parse.quote(qbo_id, safe='')}/send"
    params = {"sendTo": to} if to else {}
    return Question("write", "POST", path, params, b"", "application/octet-stream", reads=0)


def _write(entity: str, body: Mapping[str, Any], params: Mapping[str, str]) -> Question:
    return Question("write", "POST", entity.lower(), params, _json(body), reads=0)


def _json(body: Mapping[str, Any]) -> bytes:
    """JSON in which money stays the number it is."""
    return _encoder.encode(body)
