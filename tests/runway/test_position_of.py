"""A position from the mirror and from people's word, dated where the business is."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core.mirror import mirrors
from core.models import User
from runway.calculators.entries import Rule
from runway.calculators.owned import Direction
from runway.calculators.position import Position
from runway.calculators.status import Light, Why
from runway.models import AccountMark, Action, Decision, KnownItem
from runway.services.position import position_of
from sync.models import Connection, EntityState
from tests.bookkeeping import Books, money, ref, spent_on
from tests.bookkeeping import books as pen

__all__ = ["pen"]

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
"""Sunday evening in New York, Monday afternoon in Auckland."""


@pytest.fixture
def read(pen: Books) -> Books:
    """Acme's books, read to their end: one account of 1,000."""
    Connection.objects.create(business=pen.business, realm_id="9130", environment="sandbox-local")
    states = [EntityState(business=pen.business, entity=m.qbo.name, backfilled_at=NOW) for m in mirrors()]
    EntityState.objects.bulk_create(states)
    pen.account("Checking", CurrentBalance=money("1,000"))
    return pen


def stands(books: Books, timezone: str = "America/New_York") -> Position:
    books.business.timezone = timezone
    return position_of(books.business, NOW)


def bill(books: Books, amount: str, due: str) -> str:
    asked = {"TotalAmt": money(amount), "Balance": money(amount), "Line": [spent_on(amount, "Rent")]}
    return books.enter("Bill", TxnDate="2026-11-01", DueDate=due, VendorRef=ref("71", "Granite"), **asked)


def moves(found: Position) -> list[tuple[Rule, Decimal, date | None]]:
    """What is ahead: rule, amount, and the day that it is certain for."""
    return [
        (e.rule, e.amount, found.forecast.base.closings[e.chances.by_day.index(1)].on)
        for e in found.ahead.entries
        if 1 in e.chances.by_day
    ]


def test_today_is_the_day_where_the_business_is(read: Books) -> None:
    """A bill due on Sunday is due today in New York, and overdue in Auckland, where it waits."""
    bill(read, "90", "2026-11-22")
    here, there = stands(read), stands(read, "Pacific/Auckland")
    assert (here.today, there.today) == (date(2026, 11, 22), date(2026, 11, 23))
    assert moves(here) == [(Rule.DUE_DATE, -90, date(2026, 11, 22))]
    assert [entry.rule for entry in there.ahead.entries] == [Rule.WAITING]


def test_a_promise_that_stands_and_a_known_item_move_the_forecast(read: Books, olive: User) -> None:
    invoice = {"TotalAmt": 50, "Balance": 50, "CustomerRef": ref("12", "Fjord"), "DueDate": "2026-11-30"}
    promised = read.enter("Invoice", TxnDate="2026-11-01", **invoice)
    said = {"proposed_by": olive, "action": Action.PROMISED, "on": date(2026, 12, 24)}
    Decision.objects.create(business=read.business, entity="Invoice", qbo_id=promised, **said)
    grant = {"direction": Direction.IN, "amount": 500, "on": date(2026, 12, 1), "ask_on": date(2026, 12, 1)}
    KnownItem.objects.create(business=read.business, name="Grant", **grant)
    assert sorted(moves(stands(read))) == [
        (Rule.KNOWN, 500, date(2026, 12, 1)),
        (Rule.PROMISE, 50, date(2026, 12, 24)),
    ]


def test_an_account_that_people_marked_as_taxes_is_no_cash(read: Books, olive: User) -> None:
    read.account("Savings", sub_type="Savings", CurrentBalance=money("700"))
    AccountMark.objects.create(business=read.business, account_id="Savings", kind="tax", marked_by=olive)
    assert stands(read).forecast.base.cash == 1000


def test_what_was_paid_today_is_gone_and_not_expected(read: Books) -> None:
    read.account("Rent", "Expense", "RentOrLeaseOfBuildings")
    cheque = {"PaymentType": "Check", "AccountRef": ref("Checking"), "TotalAmt": money("90")}
    read.enter("Purchase", TxnDate="2026-11-22", **cheque, Line=[spent_on("90", "Rent")])
    found = stands(read)
    assert [(a.on, a.amount, a.row.value) for a in found.actuals] == [(date(2026, 11, 22), -90, "Rent")]
    assert (moves(found), found.forecast.base.cash) == ([], 1000)


def test_books_that_are_not_fit_carry_no_forecast(pen: Books) -> None:
    found = stands(pen)
    assert (found.forecast, found.sheet, found.curve) == (None, None, None)
    assert (found.status.light, found.status.why) == (Light.UNKNOWN, Why.NOT_FIT)
