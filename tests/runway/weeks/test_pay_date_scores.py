"""How well pay dates would have been foretold on a client's own history: in the background, kept with its date."""

from datetime import date, timedelta

import pytest

from core.models import Business
from runway.models import PayDateScore
from runway.services import pay_date_scores
from runway.services.past_weeks_page import SideScore
from runway.services.pay_date_scores import scores_of
from sync.models import EntityState
from tests.bookkeeping import Books as Pen
from tests.bookkeeping import linked, ref
from tests.runway.test_page_queries import Pile
from tests.runway.weeks.conftest import MONDAY, NEXT

pytestmark = pytest.mark.django_db


def sold(acme: Business, count: int) -> None:
    """So many invoices of 100, one every five days up to Monday, due in 30 days and paid ten days late."""
    pile = Pile()
    for number in range(count):
        issued = MONDAY.date() - timedelta(days=45 + 5 * number)
        due, paid = issued + timedelta(days=30), issued + timedelta(days=40)
        invoice = pile.enter(
            "Invoice",
            CustomerRef=ref("12", "Fjord & Pine"),
            TxnDate=issued.isoformat(),
            DueDate=due.isoformat(),
            TotalAmt=100,
            Balance=0,
        )
        pile.enter(
            "Payment",
            CustomerRef=ref("12", "Fjord & Pine"),
            TxnDate=paid.isoformat(),
            TotalAmt=100,
            DepositToAccountRef=ref("Checking"),
            Line=[linked("100", "Invoice", invoice)],
        )
    pile.merge_into(acme)


def side(acme: Business, name: str) -> SideScore:
    return next(each for each in scores_of(acme) if each.name == name)


def test_before_it_was_computed_it_is_unknown_and_says_so(acme: Business) -> None:
    assert {(each.on, each.rows) for each in scores_of(acme)} == {(None, ())}
    assert side(acme, "Bills").why.startswith("Not computed yet")


@pytest.mark.prove
def test_a_side_with_enough_history_is_scored_beside_the_conventions(acme: Business, pen: Pen) -> None:
    """Everybody pays ten days late, always: the model and the usual lag know the day, the due date is ten days off."""
    sold(acme, 60)
    pay_date_scores.score(acme, MONDAY)
    found = side(acme, "Invoices")
    assert (found.on, found.documents, found.why) == (date(2026, 11, 23), 60, "")
    days = {row.name: row.pay_date_days for row in found.rows}
    assert days == {
        "This model": 0,
        "Due date, overdue dropped": 10,
        "Due date, overdue now": 10,
        "Usual lag of each party": 0,
    }
    assert [row.band_percent is None for row in found.rows] == [False, True, True, True]
    assert side(acme, "Bills").why == (
        "Too little history: 0 paid bills of the last two years are known, 30 are needed."
    )


def test_a_short_history_has_no_weekly_error_and_says_so(acme: Business, pen: Pen) -> None:
    """Thirty invoices of the last half year: none of the latest fifth lies 13 weeks back."""
    sold(acme, 30)
    pay_date_scores.score(acme, MONDAY)
    found = side(acme, "Invoices")
    assert {row.weekly_percent for row in found.rows} == {None}
    assert found.why.startswith("The weekly error is unknown")
    assert found.rows[0].pay_date_days is not None


def test_it_is_computed_once_a_week_and_replaces_what_was_kept(acme: Business, pen: Pen) -> None:
    assert list(pay_date_scores.waiting([acme], MONDAY)) == [acme]
    pay_date_scores.score(acme, MONDAY)
    assert list(pay_date_scores.waiting([acme], NEXT - timedelta(minutes=1))) == []
    assert list(pay_date_scores.waiting([acme], NEXT)) == [acme]
    pay_date_scores.score(acme, NEXT)
    assert {row.on for row in PayDateScore.objects.all()} == {date(2026, 11, 30)}
    assert PayDateScore.objects.count() == 2


def test_books_that_are_not_read_completely_are_not_scored(acme: Business, pen: Pen) -> None:
    EntityState.objects.filter(entity="Invoice").update(backfilled_at=None)
    assert list(pay_date_scores.waiting([acme], MONDAY)) == []
