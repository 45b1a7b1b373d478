"""What every kind of object answers to the books: its defaults, its checks, its ledger entries and its links."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from sandbox.books.fields import known, ours
from sandbox.books.money import cents
from sandbox.books.shelf import Doc, Shelf
from sandbox.faults import Fault, business, required

ENTITY_OF_LINK = {
    "Expense": "Purchase",
    "Check": "Purchase",
    "CreditCardCredit": "Purchase",
    "BillPaymentCheck": "BillPayment",
    "BillPaymentCreditCard": "BillPayment",
    "ReceivePayment": "Payment",
}


PARTY_OF_ACCOUNT = {"Accounts Receivable": "Customer", "Accounts Payable": "Vendor"}


class Entry(NamedTuple):
    """One ledger line before it is numbered: debit positive, credit negative; a party on A/R and A/P lines."""

    account_id: str
    cents: int
    party_type: str = ""
    party_id: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A link this document writes: `applies` money to, `deposits` or `closes` the target (API_FACTS 9.5)."""

    relation: str
    entity: str
    id: str
    cents: int = 0


class Kind:
    """Rules of one entity; subclasses say where theirs differ."""

    space = "txn"
    is_transaction = True
    voidable = False
    required: tuple[str, ...] = ()
    choices: dict[str, frozenset[str]] = {}
    own_links: frozenset[str] = frozenset()
    name_key = ""
    has_balance = False
    inner_types: frozenset[str] = frozenset()

    def __init__(self, entity: str) -> None:
        self.entity = entity
        self.known, self.ours = known(entity), ours(entity)

    def complete(self, doc: Doc, shelf: Shelf, today: str) -> None:
        """Fill in what QuickBooks fills in: dates, numbers, line ids, totals."""

    def check(self, doc: Doc, shelf: Shelf) -> None:
        """Raise the business fault that this document deserves."""

    def entries(self, doc: Doc, shelf: Shelf) -> list[Entry]:
        """Ledger lines of the document; none when it does not post."""
        return []

    def links(self, doc: Doc) -> list[Link]:
        """The links this document writes on others."""
        return []

    def existing_id(self, doc: Doc, shelf: Shelf) -> str:
        """Id of the row that a create would repeat, for entities whose key is not their Id."""
        return ""

    def unique_name(self, doc: Doc) -> tuple[str, str]:
        """(space, name) within which the name may stand only once; of name lists only."""
        raise NotImplementedError

    def void(self, doc: Doc) -> None:
        """Take the amounts out of the document (API_FACTS 1.5)."""

    def link_type(self, doc: Doc, target: str) -> str:
        """TxnType under which the document appears in the LinkedTxn of a target."""
        return self.entity

    def balance(self, doc: Doc, open_cents: int) -> None:
        """Write the open amount (always positive cents) into the document's own balance fields."""


def value_of(doc: Doc, key: str) -> str:
    """The id in a reference, "" when absent."""
    ref = doc.get(key)
    return str(ref["value"]) if isinstance(ref, dict) and ref.get("value") else ""


def lines(doc: Doc) -> list[Doc]:
    """The document's lines; fault when `Line` is no list of objects."""
    found = doc.get("Line") or []
    if type(found) is list:
        for line in found:
            if type(line) is not dict:
                break
        else:
            return found
    detail = "Line must be a list of objects"
    raise Fault("2010", "Request has invalid or unsupported property", detail, element="Line")


def linked(doc: Doc) -> list[tuple[str, str]]:
    """(entity, id) of every LinkedTxn of a document or a line."""
    found = doc.get("LinkedTxn") or []
    return [(ENTITY_OF_LINK.get(item["TxnType"], item["TxnType"]), str(item["TxnId"])) for item in found]


def number_lines(doc: Doc, *, first: int = 1, counted: bool = True) -> None:
    """Give an Id to every line without one, and LineNum where the document counts its lines."""
    own = [line for line in lines(doc) if line.get("DetailType") != "SubTotalLineDetail"]
    used = [int(line["Id"]) for line in own if str(line.get("Id", "")).isdigit()]
    following = max(used, default=first - 1) + 1
    for position, line in enumerate(own, start=1):
        if not str(line.get("Id", "")).isdigit():
            line["Id"], following = str(following), following + 1
        if counted:
            line["LineNum"] = position


def control(shelf: Shelf, doc: Doc, key: str, role: str) -> str:
    """Account id the document names under `key`, else the company's account for that role in its currency."""
    found = value_of(doc, key) or shelf.control(role, value_of(doc, "CurrencyRef"))
    if not found:
        raise business(f"The company has no account of type {role}.")
    return found


def needs_lines(doc: Doc) -> None:
    """Fault 2020 when there is no line at all."""
    if not lines(doc):
        raise required("Line")


def sum_of(found: list[Doc]) -> int:
    """Cents of all line amounts."""
    return sum(cents(line.get("Amount")) for line in found)


def detail(line: Doc) -> dict[str, Any]:
    """The object named like the line's DetailType."""
    kind = line.get("DetailType")
    if not kind:
        raise required("Line.DetailType")
    found = line.get("DescriptionLineDetail" if kind == "DescriptionOnly" else kind)
    return found if isinstance(found, dict) else {}


def on_account(shelf: Shelf, account_id: str, whole: int, party_type: str, party_id: str) -> Entry:
    """A ledger line that carries the party where the account is A/R or A/P; fault 6000 when none is named there."""
    account = shelf.get("Account", account_id) or {}
    wanted = PARTY_OF_ACCOUNT.get(account.get("AccountType", ""))
    if wanted is None:
        return Entry(account_id, whole)
    if party_type != wanted or not party_id:
        raise business(
            f"When you use {account['Name']}, you must choose a {wanted.lower()} in the name field."
        )
    return Entry(account_id, whole, party_type, party_id)
