"""Past documents as the pay-date tests write them down: one line a document, parts separated by two spaces or more.

    Amy's Birds  2026-08-03  due 2026-09-02  paid 2026-09-05    100.00
    Amy's Birds  2026-08-10  due 2026-09-09  open               100.00

Documents are numbered in the order of their lines, from 1.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from runway.calculators.paydates.history import Obligation

LINE = re.compile(
    r"^\s*(?P<party>\S.*?)\s{2,}(?P<issued>\S+)\s+due (?P<due>\S+)\s+(?:paid (?P<paid>\S+)|open)\s+(?P<amount>\S+)\s*$"
)


def parse(text: str) -> list[Obligation]:
    """The documents of a docstring; lines of any other form are prose."""
    return list(_obligations(text))


def habit(party: str, first: date, lag: int, documents: int = 12, every: int = 7) -> list[Obligation]:
    """A party that is billed every so many days, net 30, and always pays as many days after the due date."""
    return [_billed(party, first + timedelta(days=every * place), lag) for place in range(documents)]


def _billed(party: str, issued_on: date, lag: int) -> Obligation:
    due_on = issued_on + timedelta(days=30)
    paid_on = due_on + timedelta(days=lag)
    return Obligation(f"{party} {issued_on}", party, issued_on, due_on, paid_on, Decimal(100))


def _obligations(text: str) -> Iterator[Obligation]:
    found = [match for line in text.splitlines() if (match := LINE.match(line))]
    for number, match in enumerate(found, start=1):
        yield Obligation(
            document_id=str(number),
            counterparty=match["party"],
            issued_on=date.fromisoformat(match["issued"]),
            due_on=date.fromisoformat(match["due"]),
            paid_on=date.fromisoformat(match["paid"]) if match["paid"] else None,
            amount=Decimal(match["amount"].replace(",", "")),
        )
