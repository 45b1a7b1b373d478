"""A firm's line of the board is the sum of its clients, each client's that of its accounts; it can be seen to break."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client

from core.mirror import mirrors
from core.models import Business
from rowcol import celery_app
from rowcol.schedule import BEAT
from runway.models import AccountMark, Standing
from runway.services import firm_lines, standing
from sync.alerts.sweep import sweep
from sync.models import Alert, AlertKind, Connection, EntityState, QualityCheck
from tests.bookkeeping import Books, money
from tests.operators import listed, operator

__all__ = ["operator"]
pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 23, 12, 58, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)


def client_of(firm_of: Business, slug: str, currency: str, cash: str) -> Business:
    """A client of the firm whose books are read and whose line is computed."""
    made = Business.objects.create(
        firm=firm_of.firm, name=slug.title(), slug=slug, home_currency=currency, timezone="UTC"
    )
    return read(made, cash)


def read(business: Business, cash: str) -> Business:
    Connection.objects.create(business=business, realm_id=f"9130{business.pk}", environment="sandbox-local")
    states = [EntityState(business=business, entity=m.qbo.name, backfilled_at=NOW) for m in mirrors()]
    EntityState.objects.bulk_create(states)
    Books(business).account("Checking", CurrentBalance=money(cash))
    standing.refresh(business, NOW)
    return business


@pytest.fixture
def birch(acme: Business) -> Business:
    """Acme's firm has three clients, one of them abroad; Birch is the second."""
    read(acme, "1,000")
    client_of(acme, "maple", "EUR", "70")
    return client_of(acme, "birch", "USD", "250.50")


def broken(business: Business) -> list[str]:
    return [str(one) for one in firm_lines.violations(business.firm, LATER)]


def test_where_lines_and_books_agree_nothing_is_said(birch: Business) -> None:
    assert {kept.cash for kept in Standing.objects.all()} == {1000, 70, Decimal("250.50")}
    assert broken(birch) == []


def test_a_line_that_claims_to_be_of_these_books_and_is_not_breaks_both(birch: Business) -> None:
    Standing.objects.filter(business=birch).update(cash=300)
    assert broken(birch) == [
        "Business birch: 300.00 on the board, 250.50 on its accounts",
        "Firm acme: 1,300.00 USD in its line, 1,250.50 of its clients",
    ]


def test_a_balance_that_was_changed_beside_the_merge_is_seen(birch: Business) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE bank_account SET balance = 1 WHERE business_id = %s", [birch.pk])
    assert "Business birch: 250.50 on the board, 1.00 on its accounts" in broken(birch)


@pytest.mark.prove
def test_a_line_of_older_books_claims_nothing(birch: Business) -> None:
    Books(birch).account("Checking", CurrentBalance=money("9"))
    assert broken(birch) == []


@pytest.mark.prove
def test_an_account_that_people_marked_counts_as_they_said(birch: Business) -> None:
    Books(birch).account("Client funds", CurrentBalance=money("500"))
    AccountMark.objects.create(business=birch, account_id="Client funds", kind="trust", marked_at=NOW)
    standing.refresh(birch, LATER)
    assert Standing.objects.get(business=birch).cash == Decimal("250.50")
    assert broken(birch) == []


def test_beat_looks_operators_see_it_and_an_alert_lasts_as_long_as_it_does(
    birch: Business, operator: Client
) -> None:
    look = celery_app.tasks[BEAT["firm lines"]["task"]]
    kept = Standing.objects.get(business=birch)
    Standing.objects.filter(business=birch).update(cash=300)
    firm_lines.look_over(LATER)
    check = QualityCheck.objects.get(name="firm totals")
    assert (check.business, check.violations) == (None, 2)
    sweep(LATER)
    assert "Business birch" in Alert.objects.get(kind=AlertKind.QUALITY, resolved_at=None).words
    Standing.objects.filter(business=birch).update(cash=kept.cash)
    firm_lines.look_over(LATER)
    sweep(LATER)
    assert not Alert.objects.filter(kind=AlertKind.QUALITY, resolved_at=None).exists()
    look()
    assert {each.name for each in listed(operator, QualityCheck)} == {"firm totals"}
