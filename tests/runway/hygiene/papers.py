"""Reads papers and parties written in a test's docstring, beside the books of tests/runway/books.py.

    2026-11-09  paper  Bill  KP-2198  Kestrel Print  4,180.00  due 2026-12-09
    2026-11-09  paper  Invoice  -  Amy's Birds  0.00  note Voided
    2026-01-01  vendor  Kestrel Print  terms
    2026-01-01  customer  Amy's Birds

Papers and parties are numbered in the order of their lines, from 1; a party's id is its name on papers, its number
on its own line.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import pytest

from core.cash import Document, Side
from core.papers import Paper, Party
from runway.calculators.hygiene.issue import Issue

SIDES = {"Bill": Side.PAYABLE, "BillPayment": Side.PAYABLE}


@dataclass
class Office:
    """What a docstring says of papers and parties."""

    papers: list[Paper] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)


def read(text: str) -> Office:
    office = Office()
    for line in text.splitlines():
        on, kind, *rest = (*re.split(r"\s{2,}", line.strip()), "", "")
        if kind == "paper":
            office.papers.append(_paper(date.fromisoformat(on), str(len(office.papers) + 1), rest))
        if kind in ("vendor", "customer"):
            side = Side.PAYABLE if kind == "vendor" else Side.RECEIVABLE
            office.parties.append(Party(side, str(len(office.parties) + 1), rest[0], "terms" in rest))
    return office


def _paper(on: date, number: str, rest: list[str]) -> Paper:
    entity, named, party, amount, *notes = rest
    due = next((said[4:] for said in notes if said.startswith("due ")), "")
    note = next((said[5:] for said in notes if said.startswith("note ")), "")
    return Paper(
        side=SIDES.get(entity, Side.RECEIVABLE),
        document=Document(entity, number, "" if named == "-" else named),
        party_id=party,
        party=party,
        on=on,
        due_on=date.fromisoformat(due) if due else None,
        total=Decimal(amount.replace(",", "")),
        note=note,
        voided=note == "Voided",
    )


def ids(issues: object) -> list[str]:
    """What the issues are about."""
    return [issue.about.qbo_id for issue in issues]  # type: ignore[attr-defined]


def only(issues: object) -> Issue:
    (issue,) = issues  # type: ignore[misc]
    return issue


@pytest.fixture
def office(request: pytest.FixtureRequest) -> Office:
    """What the test's own docstring writes down."""
    return read(request.function.__doc__ or "")
