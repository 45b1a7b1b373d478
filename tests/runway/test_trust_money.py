"""Money that is held for others stands apart: whatever comes and goes on it changes no figure of the firm's own."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import transaction

from runway.services.digest_page import Digest
from sandbox.books.company import Company
from sandbox.generator.forms import expense_line, ref
from tests.runway.ledger_books import Founding, digest_on, founded, mirrored
from tests.runway.ledger_clerk import Clerk

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
LAW_FIRM = Founding(9, TODAY, "professional", days=120)
RECEIVED, PAID = 900_000, 250_000
"""Dollars, on each of three days."""


def shown(company: Company) -> Digest:
    """The digest of a mirror that is filled for it alone."""
    with transaction.atomic():
        digest = digest_on(mirrored(company, datetime(2026, 11, 20, 12, tzinfo=UTC)), TODAY)
        transaction.set_rollback(True)
    return digest


def test_trust_money_is_in_neither_cash_nor_runway_nor_curve(tmp_path: Path) -> None:
    firm = founded(LAW_FIRM, tmp_path / "books.sqlite")
    before = shown(firm)
    for days_ago in (80, 30, 2):
        keep_for_a_client(Clerk(firm, TODAY, LAW_FIRM.days), days_ago)
    after = shown(firm)
    assert held(after) - held(before) == 3 * (RECEIVED - PAID)
    assert replace(after, cash=replace(after.cash, apart=before.cash.apart)) == before


def held(digest: Digest) -> Decimal:
    (trust,) = (apart.balance for apart in digest.cash.apart if apart.balance.name == "Client Trust")
    assert trust.home is not None
    return trust.home


def keep_for_a_client(clerk: Clerk, days_ago: int) -> None:
    """Received into trust, and paid out of it by cheque."""
    trust, owed = (clerk.id("Account", name) for name in ("Client Trust", "Client Trust Liability"))
    line = {
        "Amount": RECEIVED,
        "DetailType": "DepositLineDetail",
        "DepositLineDetail": {"AccountRef": ref(owed)},
    }
    clerk.make("Deposit", days_ago, DepositToAccountRef=ref(trust), Line=[line])
    lines = [expense_line(owed, PAID * 100, "To the other side")]
    clerk.make("Purchase", days_ago, PaymentType="Check", AccountRef=ref(trust), Line=lines)
