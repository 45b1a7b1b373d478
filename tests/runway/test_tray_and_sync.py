"""What people said about an issue outlives every road by which the books change."""

import pytest

from ap.models import Bill
from core import clock
from core.models import Business, User
from runway.calculators.hygiene.issue import Kind
from runway.models import TrayNote, Verdict
from runway.services.tray import TrayService
from runway.services.tray_page import Show, TrayPage
from sync.orchestrators.changes import pull_changes
from sync.orchestrators.mirror import backfill
from sync.orchestrators.reconcile import reconcile
from tests.sync.clerk import Clerk, clerk, mirrored
from tests.sync.corrupting import execute
from tests.sync.small_company import company, connected, in_a_hurry

__all__ = ["clerk", "company", "connected", "in_a_hurry", "mirrored"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_a_hurry")]


@pytest.fixture
def noted(mirrored: Business, clerk: Clerk, olive: User) -> TrayNote:
    """A bill that fell due before it was written; Olive left it out."""
    bill = clerk.bill(120, DueDate="2020-01-02", TxnDate="2020-02-03")
    pull_changes(mirrored)
    return TrayNote.objects.create(
        business=mirrored,
        kind=Kind.DUE_BEFORE,
        entity="Bill",
        qbo_id=bill["Id"],
        verdict=Verdict.EXCLUDED,
        note="Agreed with the vendor",
        changed_by=olive,
    )


def word(note: TrayNote) -> tuple[object, ...]:
    """What is kept of a person's word."""
    kept = TrayNote.objects.get(pk=note.pk)
    return (kept.kind, kept.entity, kept.qbo_id, kept.verdict, kept.note, kept.changed_by, kept.changed_at)


def left_out(business: Business) -> TrayPage:
    return TrayService(business).page(clock.now(), Show.EXCLUDED)


def about(page: TrayPage) -> list[str]:
    assert page.tray is not None
    return [row.issue.about.qbo_id for group in page.tray.groups for row in group.rows]


def doc(note: TrayNote) -> dict[str, str]:
    return {"Id": note.qbo_id}


def test_a_pull_of_changes_keeps_it_while_the_bill_changes(
    noted: TrayNote, mirrored: Business, clerk: Clerk
) -> None:
    before = word(noted)
    clerk.change("Bill", doc(noted), PrivateNote="Touched")
    pull_changes(mirrored)
    assert word(noted) == before
    assert about(left_out(mirrored)) == [noted.qbo_id]


def test_a_full_backfill_keeps_it(noted: TrayNote, mirrored: Business) -> None:
    before = word(noted)
    backfill(mirrored, full=True)
    assert word(noted) == before
    assert about(left_out(mirrored)) == [noted.qbo_id]


@pytest.mark.prove
def test_a_reconcile_that_repairs_the_bill_keeps_it(noted: TrayNote, mirrored: Business) -> None:
    before = word(noted)
    execute("DELETE FROM ap_billline")
    execute("UPDATE ap_bill SET balance = 1, qbo_updated_at = now() + interval '1 day'")
    assert reconcile(mirrored).ties
    assert Bill.objects.get(business=mirrored, qbo_id=noted.qbo_id).balance != 1
    assert word(noted) == before
    assert about(left_out(mirrored)) == [noted.qbo_id]


def test_a_bill_deleted_in_quickbooks_takes_the_issue_away_and_leaves_the_word(
    noted: TrayNote, mirrored: Business, clerk: Clerk
) -> None:
    before = word(noted)
    clerk.delete("Bill", doc(noted))
    pull_changes(mirrored)
    page = left_out(mirrored)
    assert word(noted) == before
    assert about(page) == []
    assert page.tray is not None
    (gone,) = page.tray.gone
    assert (gone.said.qbo_id, gone.said.note) == (noted.qbo_id, "Agreed with the vendor")
    assert page.tray.score.expected == 0


@pytest.mark.prove
def test_a_bill_lost_without_a_trace_leaves_the_word_too(
    noted: TrayNote, mirrored: Business, clerk: Clerk
) -> None:
    before = word(noted)
    clerk.lose("Bill", noted.qbo_id)
    backfill(mirrored, full=True)
    assert word(noted) == before
    assert about(left_out(mirrored)) == []


def test_a_bill_mended_in_quickbooks_stays_left_out_and_the_page_says_so(
    noted: TrayNote, mirrored: Business, clerk: Clerk
) -> None:
    clerk.change("Bill", doc(noted), DueDate="2030-01-02")
    pull_changes(mirrored)
    page = left_out(mirrored)
    assert page.tray is not None
    told = [gone.text for gone in page.tray.gone if gone.said.kind == Kind.DUE_BEFORE]
    assert told == ["The books do not show this any more, and the document is still left out of the numbers."]
    assert page.tray.score.expected == 0


def test_a_bill_emptied_in_quickbooks_keeps_the_word(
    noted: TrayNote, mirrored: Business, clerk: Clerk
) -> None:
    before = word(noted)
    clerk.change("Bill", doc(noted), Line=[clerk.cost(0)])
    pull_changes(mirrored)
    assert word(noted) == before
    assert about(left_out(mirrored)) == []
