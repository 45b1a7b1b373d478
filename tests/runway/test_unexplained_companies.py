"""Every kind of company: its readable movements explain each bank balance to the cent, unless payroll is hidden."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from core.models import Business
from runway.calculators.hygiene.issue import Issue, Kind
from runway.calculators.unexplained import Span
from runway.services.tray import Looked, TrayService
from sandbox.generator import found
from sandbox.generator.kinds import KINDS
from sandbox.store import Store
from tests.runway.ledger_books import mirrored

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 20, tzinfo=UTC)


def looked_at(path: Path, kind: str, *, hidden_payroll: bool = False) -> Looked:
    """The tray of a company with four months of life."""
    store = Store(path / "books.sqlite3")
    company = found(store, kind, seed=7, until=NOW, days=120, scale=0.3, hidden_payroll=hidden_payroll)
    business: Business = mirrored(company, NOW)
    return TrayService(business).look(NOW)


def odd(looked: Looked) -> list[Span]:
    return [span for span in looked.findings.spans if span.unexplained]


def unexplained_issues(looked: Looked) -> list[Issue]:
    return [row.issue for row in looked.rows if row.issue.kind is Kind.UNEXPLAINED]


@pytest.mark.parametrize("kind", KINDS)
def test_movements_explain_every_bank_balance_to_the_cent(tmp_path: Path, kind: str) -> None:
    looked = looked_at(tmp_path, kind)
    assert looked.findings.spans
    assert odd(looked) == []
    assert unexplained_issues(looked) == []


def test_hidden_payroll_is_the_unexplained_rest_and_is_priced(tmp_path: Path) -> None:
    looked = looked_at(tmp_path, "consulting", hidden_payroll=True)
    (span,) = odd(looked)
    assert span.unexplained < 0
    assert span.opening + span.movements + span.unexplained == span.closing
    (issue,) = unexplained_issues(looked)
    assert issue.amount == -span.unexplained > Decimal(1000)
