"""What can be wrong with a document's own figures: a closed list, each kind with its sentence for people."""

import re
from decimal import Decimal

from core.cash import Document, Problem

UNDATED = "undated"
NO_AMOUNT = "no amount"
UNKNOWN_RATE = "unknown rate"
WORD_BREAK = re.compile(r"(?<=[a-z])(?=[A-Z])")


def called(document: Document) -> str:
    """How people call a document: "Bill payment 1007", with QBO's id where it has no number."""
    words = WORD_BREAK.sub(" ", document.entity).capitalize()
    return f"{words} {document.number or 'with id ' + document.qbo_id}"


def undated(document: Document, amount: Decimal | None) -> Problem:
    return Problem(
        UNDATED, f"{called(document)} has no date, so its money is not placed on any day.", document, amount
    )


def no_amount(document: Document) -> Problem:
    return Problem(NO_AMOUNT, f"{called(document)} states no amount, so it is left out.", document)


def unknown_rate(document: Document, amount: Decimal | None, currency: str | None) -> Problem:
    text = f"{called(document)} is in {currency} and no exchange rate is known, so it is left out."
    return Problem(UNKNOWN_RATE, text, document, amount)
