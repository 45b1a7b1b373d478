"""Opening QBO's reports: totals, parties, accounts and documents, whichever service behind them answered.

The rules that survive both services (API_FACTS 10.1): columns by key or title, never by position; nothing is zero;
rows in any order and any depth; no report is trusted that was cut.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

import msgspec

from sync.errors import Unreadable

ZERO = Decimal(0)
CUT = "unable to display more data"
BUCKETS, FIRST_NUMBER = (0, 1, 31, 61, 91), re.compile(r"\D*(\d+)")
CASH_GROUPS = frozenset({"bankaccounts", "creditcards"})
ENTITIES = {
    "invoice": "Invoice",
    "payment": "Payment",
    "credit memo": "CreditMemo",
    "bill": "Bill",
    "vendor credit": "VendorCredit",
    "journal entry": "JournalEntry",
    "deposit": "Deposit",
    "expense": "Purchase",
    "check": "Purchase",
    "cheque expense": "Purchase",
    "cash expense": "Purchase",
    "credit card expense": "Purchase",
    "credit card credit": "Purchase",
    "sales receipt": "SalesReceipt",
    "refund": "RefundReceipt",
    "refund receipt": "RefundReceipt",
}


class ReportCut(Unreadable):
    """QuickBooks left rows out of a report, since it is too large."""

    what_next = "Nothing is concluded from it; the next reconcile asks again."


class Cell(msgspec.Struct, frozen=True):
    """What stands in a cell, and the id of what it names."""

    value: str = ""
    id: str = ""


class _Cells(msgspec.Struct):
    ColData: list[Cell] = []


class _Fact(msgspec.Struct):
    Name: str = ""
    Value: str = ""


class _Column(msgspec.Struct):
    ColTitle: str = ""
    MetaData: list[_Fact] = []


class _Columns(msgspec.Struct):
    Column: list[_Column] = []


class _Rows(msgspec.Struct):
    """Rows, or nothing: an empty report has no key for them."""

    Row: list["Row"] = []


class Row(msgspec.Struct):
    """A row of data, or a section with rows within."""

    ColData: list[Cell] = []
    Header: _Cells = msgspec.field(default_factory=_Cells)
    Summary: _Cells = msgspec.field(default_factory=_Cells)
    Rows: _Rows = msgspec.field(default_factory=_Rows)
    group: str = ""


class _Header(msgspec.Struct):
    ReportName: str = ""
    EndPeriod: str = ""


class Report(msgspec.Struct):
    """A report as sent."""

    Header: _Header
    Columns: _Columns = msgspec.field(default_factory=_Columns)
    Rows: _Rows = msgspec.field(default_factory=_Rows)


@dataclass(frozen=True, slots=True)
class Aged:
    """An ageing summary: the total, what is open with each party by id, and in each bucket: not due, then 30 days each.

    No `buckets` where its columns are others than those five, or do not add up.
    """

    total: Decimal
    parties: dict[str, Decimal] = field(default_factory=dict)
    buckets: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class Stated:
    """An account as a balance sheet shows it; `is_cash`: among bank accounts or cards."""

    name: str
    amount: Decimal
    is_cash: bool


@dataclass(frozen=True, slots=True)
class AgedDocument:
    """A row of an ageing detail: `open` is negative for credits; `entity` is QBO's words where they are not known."""

    entity: str
    qbo_id: str
    number: str
    party_id: str
    party: str
    on: date | None
    due_on: date | None
    open: Decimal


def aged(body: bytes, day: date) -> Aged:
    """An AgedReceivables or AgedPayables of that day. Unreadable where it is of another, or its rows do not add up."""
    report = _open(body, day)
    at, parties = _money_column(report, "total"), dict[str, Decimal]()
    for row in report.Rows.Row:
        for who, amount, _groups in _owners(row, at):
            parties[who.id or who.value] = parties.get(who.id or who.value, ZERO) + amount
    total = sum(parties.values(), ZERO)
    stated = [_total(row, at) for row in _all(report.Rows.Row) if row.group == "GrandTotal"]
    if stated and stated[0] != total:
        raise Unreadable(f"{report.Header.ReportName}: its rows are not its total")
    return Aged(total, parties, _buckets(report, total))


def aged_documents(body: bytes, day: date) -> list[AgedDocument]:
    """The rows of an AgedReceivableDetail or AgedPayableDetail of that day."""
    report = _open(body, day)
    at = {_key(column): number for number, column in enumerate(report.Columns.Column)}
    return [_document(row.ColData, at) for row in _all(report.Rows.Row) if row.ColData]


def balances(body: bytes, day: date) -> dict[str, Stated]:
    """Each account's own balance on a BalanceSheet of that day, by id, in the sign in which it is shown."""
    report = _open(body, day)
    at = _money_column(report, "total")
    return {
        account.id: Stated(account.value, amount, bool(CASH_GROUPS & groups))
        for row in report.Rows.Row
        for account, amount, groups in _owners(row, at)
        if account.id
    }


def _buckets(report: Report, total: Decimal) -> tuple[Decimal, ...]:
    titles = {column.ColTitle: place for place, column in enumerate(report.Columns.Column)}
    begins = {_first_day(title): place for title, place in titles.items()}
    if not begins.keys() >= set(BUCKETS):
        return ()
    found = tuple(
        sum((amount for row in report.Rows.Row for _, amount, _ in _owners(row, begins[first])), ZERO)
        for first in BUCKETS
    )
    return found if sum(found) == total else ()


def _first_day(title: str) -> int | None:
    """Days past due with which a bucket begins: `Current` 0, `31 - 60` 31, `91 and over` 91."""
    number = FIRST_NUMBER.match(title)
    if number:
        return int(number[1])
    return 0 if title.casefold() == "current" else None


def _owners(
    row: Row, at: int, within: frozenset[str] = frozenset()
) -> Iterator[tuple[Cell, Decimal, frozenset[str]]]:
    """Whoever has an amount of his own, and the groups he stands in.

    A parent's own is its total less what stands below it: not every service states it (10.1).
    """
    head, groups = row.ColData or row.Header.ColData, within | {row.group.casefold()}
    if row.ColData or (head and head[0].id):
        below = sum((_total(inner, at) for inner in row.Rows.Row), ZERO)
        yield head[0], _total(row, at) - below, groups
    for inner in row.Rows.Row:
        yield from _owners(inner, at, groups)


def _total(row: Row, at: int) -> Decimal:
    if row.ColData:
        return _amount(row.ColData, at)
    if row.Summary.ColData:
        return _amount(row.Summary.ColData, at)
    own = _amount(row.Header.ColData, at)
    return own + sum((_total(inner, at) for inner in row.Rows.Row), ZERO)


def _document(cells: list[Cell], at: dict[str, int]) -> AgedDocument:
    def cell(*names: str) -> Cell:
        found = next((at[name] for name in names if name in at and at[name] < len(cells)), None)
        return Cell() if found is None else cells[found]

    said, party = cell("txn_type", "transaction type"), cell("cust_name", "vend_name", "customer", "vendor")
    return AgedDocument(
        entity=_entity(said.value),
        qbo_id=said.id,
        number=cell("doc_num", "num").value,
        party_id=party.id,
        party=party.value,
        on=_day(cell("tx_date", "date").value),
        due_on=_day(cell("due_date", "due date").value),
        open=_decimal(cell("subt_open_bal", "subt_neg_open_bal", "open balance").value),
    )


def _entity(said: str) -> str:
    """`Bill Payment (Check)` is a BillPayment; what is not known keeps its words."""
    words = said.casefold().strip()
    return "BillPayment" if words.startswith("bill payment") else ENTITIES.get(words, said)


def _all(rows: list[Row]) -> Iterator[Row]:
    for row in rows:
        yield row
        yield from _all(row.Rows.Row)


def _open(body: bytes, day: date) -> Report:
    if CUT in body.decode("utf-8", "replace").casefold():
        raise ReportCut
    try:
        report = msgspec.json.decode(body, type=Report)
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as why:
        raise Unreadable(str(why)) from why
    if report.Header.EndPeriod and report.Header.EndPeriod != day.isoformat():
        raise Unreadable(f"{report.Header.ReportName} is of {report.Header.EndPeriod}, not of {day}")
    return report


def _key(column: _Column) -> str:
    keys = (meta.Value for meta in column.MetaData if meta.Name == "ColKey")
    return next(keys, "").casefold() or column.ColTitle.casefold()


def _money_column(report: Report, name: str) -> int:
    columns = [_key(column) for column in report.Columns.Column]
    return columns.index(name) if name in columns else max(len(columns) - 1, 1)


def _amount(cells: list[Cell], at: int) -> Decimal:
    return _decimal(cells[at].value) if at < len(cells) else ZERO


def _decimal(text: str) -> Decimal:
    """`""`, `".00"`, `"-26719.00"` (API_FACTS 10.4)."""
    try:
        found = Decimal(text.strip().replace(",", "") or 0)
    except InvalidOperation as why:
        raise Unreadable(f"no amount: {text[:40]}") from why
    if not found.is_finite():
        raise Unreadable(f"no amount: {text[:40]}")
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
