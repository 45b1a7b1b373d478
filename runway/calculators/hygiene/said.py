"""Small words that the sentences of issues are made of."""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from core.cash import Document, Foreign

WORD_BREAK = re.compile(r"(?<=[a-z])(?=[A-Z])")
CENT = Decimal("0.01")
MINUS = "\u2212"


def called(document: Document) -> str:
    """`bill 1007`; without a number by its id, `bill with id 512`."""
    known_by = document.number or f"with id {document.qbo_id or 'unknown'}"
    return f"{WORD_BREAK.sub(' ', document.entity).lower()} {known_by}"


def placed(party: str, document: Document) -> str:
    """`Granite & Sons, bill 1007`."""
    return f"{party or 'No name'}, {called(document)}"


def on(day: date | None) -> str:
    """`Nov 3, 2026`."""
    return f"{day:%b} {day.day}, {day.year}" if day else "an unknown day"


def money(amount: Decimal) -> str:
    """`1,234.50`."""
    rounded = amount.quantize(CENT, ROUND_HALF_UP)
    return f"{MINUS if rounded < 0 else ''}{abs(rounded):,f}"


def valued(foreign: Foreign | None) -> str:
    """` EUR 1,200.00 at 1.0753 of Nov 3, 2026.` of what is open in another currency; else nothing."""
    if foreign is None:
        return ""
    rate = f" at {foreign.rate.normalize():f} of {on(foreign.rate_on)}" if foreign.rate else ""
    return f" {foreign.currency} {money(foreign.amount)}{rate}."


def counted(number: int, one: str, many: str = "") -> str:
    """`1 day`, `2 days`."""
    return f"{number} {one if number == 1 else many or one + 's'}"
