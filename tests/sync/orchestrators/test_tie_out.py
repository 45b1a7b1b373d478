"""Mirror and reports beside each other over HTTP: what is wrong is named, read again, or told as unexplained."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from core import clock
from core.models import Business
from sandbox import switches
from sync import entities, runs
from sync.differences import Difference, DifferenceKind
from sync.errors import Unreadable
from sync.intake import Intake
from sync.models import RunKind, TieOut, TieState
from sync.orchestrators.books import books_of
from sync.orchestrators.changes import pull_changes
from sync.orchestrators.tie_out import is_due, tie_out
from sync.smart_sync import SmartSyncService
from tests.operators import operator, page
from tests.sync.clerk import Clerk, clerk, mirrored
from tests.sync.corrupting import execute
from tests.sync.small_company import REALM, company, connected, in_a_hurry

__all__ = ["clerk", "company", "connected", "in_a_hurry", "mirrored", "operator"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_a_hurry")]


def compared(business: Business) -> tuple[Difference, ...]:
    """What a reconcile finds in the reports."""
    run, _new = runs.begin(business, RunKind.RECONCILE)
    with runs.working(run):
        intake = Intake(business, run, entities.states(business))
        return tie_out(intake, SmartSyncService(business, run=run), clock.today(business)).differences


def sides(business: Business) -> dict[str, tuple[Decimal | None, Decimal, str]]:
    found = TieOut.objects.filter(business=business).order_by("pk")
    return {each.what: (each.mirror, each.report, each.state) for each in found}


def read_long_ago(business: Business, clerk: Clerk) -> None:
    """All of it is in the mirror, and no list of changes tells of it any more."""
    pull_changes(business)
    clerk.company.store.rows("UPDATE object SET updated_at = updated_at - 86400")


def kinds(found: tuple[Difference, ...]) -> list[tuple[str, str, bool]]:
    return [(one.entity, one.kind, one.repaired) for one in found]


def test_books_that_agree_cost_three_reports(mirrored: Business, clerk: Clerk) -> None:
    clerk.bill(120)
    assert compared(mirrored) == ()
    assert sides(mirrored)["ap"] == (120, 120, TieState.AGREES)
    assert set(sides(mirrored)) > {"ar", "ap"}
    run = TieOut.objects.filter(business=mirrored).first().run
    assert run.calls == 3


def test_a_balance_that_is_wrong_is_named_and_put_right(mirrored: Business, clerk: Clerk) -> None:
    made = clerk.bill(120, DocNumber="GS-1")
    read_long_ago(mirrored, clerk)
    execute("UPDATE ap_bill SET balance = 45 WHERE qbo_id = %s", made["Id"])
    (found,) = compared(mirrored)
    assert (found.qbo_id, found.mirror, found.qbo) == (made["Id"], "45.00", "120.00")
    assert (found.kind, found.repaired) == (DifferenceKind.AMOUNT, True)
    assert "GS-1" in found.words
    assert sides(mirrored)["ap"] == (120, 120, TieState.AGREES)


def test_a_lost_row_and_one_too_many_are_told_apart(mirrored: Business, clerk: Clerk) -> None:
    one, other = clerk.bill(120), clerk.bill(30)
    read_long_ago(mirrored, clerk)
    execute("DELETE FROM ap_bill WHERE qbo_id = %s", one["Id"])
    execute("UPDATE ap_bill SET qbo_id = '990099' WHERE qbo_id = %s", other["Id"])
    found = compared(mirrored)
    assert sorted(kinds(found)) == [
        ("Bill", "extra", True),
        ("Bill", "missing", True),
        ("Bill", "missing", True),
    ]
    assert sides(mirrored)["ap"] == (150, 150, TieState.AGREES)


@pytest.mark.prove
def test_a_bill_that_is_due_on_another_day_is_found_by_its_age(mirrored: Business, clerk: Clerk) -> None:
    """All amounts agree; in the mirror it is 50 days late."""
    made = clerk.bill(120, DocNumber="GS-2", DueDate=clock.today(mirrored).isoformat())
    read_long_ago(mirrored, clerk)
    execute("UPDATE ap_bill SET due_on = due_on - 50 WHERE qbo_id = %s", made["Id"])
    (found,) = compared(mirrored)
    assert (found.qbo_id, found.kind, found.repaired) == (made["Id"], DifferenceKind.DATE, True)
    assert "GS-2" in found.words
    assert sides(mirrored)["ap"] == (120, 120, TieState.AGREES)
    assert compared(mirrored) == ()


def test_a_bill_dated_ahead_is_explained(mirrored: Business, clerk: Clerk) -> None:
    ahead = clock.today(mirrored) + timedelta(days=9)
    clerk.bill(120, TxnDate=ahead.isoformat())
    assert kinds(compared(mirrored)) == [("Bill", DifferenceKind.FUTURE_DATED, False)]
    assert sides(mirrored)["ap"] == (120, 0, TieState.AGREES)


def test_operators_see_the_documents_between_the_figures(
    mirrored: Business, clerk: Clerk, operator: Client
) -> None:
    ahead = clock.today(mirrored) + timedelta(days=9)
    clerk.bill(120, TxnDate=ahead.isoformat(), DocNumber="<GS-3>")
    compared(mirrored)
    tie = TieOut.objects.get(business=mirrored, what="ap")
    shown = operator.get(page(TieOut, "change", tie.pk)).content.decode()
    assert "future-dated" in shown
    assert "Bill &lt;GS-3&gt; is dated" in shown


def test_a_balance_that_the_ledger_does_not_have_is_unexplained(mirrored: Business, clerk: Clerk) -> None:
    bank = clerk.first("Account", AccountType="Bank")["value"]
    sql = """UPDATE object SET body = CAST(json_set(body, '$.CurrentBalance', 77) AS BLOB)
             WHERE entity = 'Account' AND id = ?"""
    clerk.company.store.rows(sql, bank)
    execute("UPDATE bank_account SET balance = 77 WHERE qbo_id = %s", bank)
    (found,) = compared(mirrored)
    assert (found.qbo_id, found.kind, found.is_open()) == (bank, DifferenceKind.UNEXPLAINED, True)
    assert sides(mirrored)[bank][2] == TieState.UNEXPLAINED
    assert not books_of([mirrored])[mirrored.pk].holds(clock.now())


def test_a_report_that_was_cut_concludes_nothing(mirrored: Business, clerk: Clerk) -> None:
    for _ in range(2):
        vendor = clerk.enter("Vendor", DisplayName=f"Vendor {_}")
        clerk.enter("Bill", VendorRef={"value": vendor["Id"]}, Line=[clerk.cost(10)])
    switches.write(clerk.company.store, REALM, "report_rows", 1)
    with pytest.raises(Unreadable):
        compared(mirrored)
    assert sides(mirrored) == {}


def test_it_is_due_until_compared_and_again_after_changes(mirrored: Business, clerk: Clerk) -> None:
    assert is_due(mirrored, clock.now())
    compared(mirrored)
    assert not is_due(mirrored, clock.now())
    assert is_due(mirrored, clock.now() + timedelta(days=7))
    clerk.bill(120)
    pull_changes(mirrored)
    assert is_due(mirrored, clock.now())


def test_the_seal_holds_for_a_week_while_nothing_moves(mirrored: Business, clerk: Clerk) -> None:
    assert not books_of([mirrored])[mirrored.pk].agree
    compared(mirrored)
    books, now = books_of([mirrored])[mirrored.pk], clock.now()
    assert books.holds(now)
    assert books.holds(now + timedelta(days=7))
    assert not books.holds(now + timedelta(days=9))
