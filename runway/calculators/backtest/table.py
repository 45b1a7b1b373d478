"""Reads the table that the backtest runs over, and says of every row what is wrong with it."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from runway.calculators.paydates.history import Obligation

COLUMNS = ("document_id", "counterparty_id", "issued_on", "due_on", "paid_on", "amount")
SHOWN = 20
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
"""Other forms that Python reads are left out: what the message says is what is taken."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one row, by its line of the file (the header is row 1, empty lines count)."""

    row: int
    text: str

    def __str__(self) -> str:
        return f"row {self.row}: {self.text}"


class UnfitTable(Exception):
    """The table cannot be used; all its faults, of which the message shows the first twenty."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        rest = len(faults) - SHOWN
        more = [f"and {rest:,} more"] if rest > 0 else []
        super().__init__("\n".join([*map(str, faults[:SHOWN]), *more]))


def obligations(lines: Iterable[str]) -> list[Obligation]:
    """The documents of a CSV with `COLUMNS` (others are ignored); `paid_on` empty is open.

    Raises UnfitTable with every fault: missing columns, bad dates and amounts, empty or repeated document ids.
    """
    reader = csv.DictReader(lines, strict=True)
    faults: list[Fault] = []
    try:
        found = list(_rows(reader, faults))
    except csv.Error as error:
        raise UnfitTable([*faults, Fault(reader.line_num, f"this is no CSV ({error})")]) from error
    if not found and not faults:
        faults.append(Fault(1, "there is no document below the header"))
    if faults:
        raise UnfitTable(faults)
    return found


def _rows(reader: "csv.DictReader[str]", faults: list[Fault]) -> Iterator[Obligation]:
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        faults.append(Fault(1, f"the header lacks {', '.join(missing)}; needed are {', '.join(COLUMNS)}"))
        return
    seen: dict[str, int] = {}
    for row in reader:
        number = reader.line_num
        texts = {name: (row[name] or "").strip() for name in COLUMNS}
        said = [*_identity(texts, seen, number), *_unreadable(texts)]
        faults.extend(Fault(number, text) for text in said)
        if not said:
            yield _obligation(texts)


def _identity(texts: dict[str, str], seen: dict[str, int], number: int) -> Iterator[str]:
    for name in ("document_id", "counterparty_id"):
        if not texts[name]:
            yield f"{name} is empty"
    first = seen.setdefault(texts["document_id"], number)
    if texts["document_id"] and first != number:
        yield f"document_id {texts['document_id']!r} was already in row {first}"


def _unreadable(texts: dict[str, str]) -> Iterator[str]:
    for name in ("issued_on", "due_on", "paid_on"):
        if (texts[name] or name != "paid_on") and _date(texts[name]) is None:
            yield f"{name} {texts[name]!r} is not a date like 2026-01-31"
    if _amount(texts["amount"]) is None:
        yield f"amount {texts['amount']!r} is not a number like 1234.56"


def _obligation(texts: dict[str, str]) -> Obligation:
    return Obligation(
        document_id=texts["document_id"],
        counterparty=texts["counterparty_id"],
        issued_on=date.fromisoformat(texts["issued_on"]),
        due_on=date.fromisoformat(texts["due_on"]),
        paid_on=_date(texts["paid_on"]),
        amount=Decimal(texts["amount"]),
    )


def _date(text: str) -> date | None:
    if not DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _amount(text: str) -> Decimal | None:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None
