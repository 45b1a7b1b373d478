"""What happens in the books is in the mirror after the next pull, over HTTP, whatever it was."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection

from ap.models import Bill, BillLine, Vendor
from ar.models import Invoice
from core import clock
from core.models import Business
from sandbox import faults
from sandbox.wire import encode
from sync.errors import BadQuestion
from sync.models import EntityState, RunState, SyncRun
from sync.orchestrators.changes import NeverFilled, pull_changes
from tests.sync.clerk import Clerk, clerk, cursor, mirrored, state
from tests.sync.small_company import REALM, bill, company, connected, in_a_hurry

__all__ = ["clerk", "company", "connected", "in_a_hurry", "mirrored"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_a_hurry")]


def test_a_new_bill_is_there_with_its_lines(mirrored: Business, clerk: Clerk) -> None:
    made = clerk.bill(120, DocNumber="GS-1")
    run = pull_changes(mirrored)
    assert run.state == RunState.DONE
    assert run.tallies["Bill"]["inserted"] == 1
    assert Bill.objects.of(mirrored).get().doc_number == "GS-1"
    assert [line.amount for line in BillLine.objects.filter(parent_qbo_id=made["Id"])] == [120]


def test_a_full_update_clears_what_it_does_not_say(mirrored: Business, clerk: Clerk) -> None:
    made = clerk.bill(120, PrivateNote="Ask Olive")
    pull_changes(mirrored)
    clerk.replace("Bill", made, VendorRef=made["VendorRef"], Line=[clerk.cost(80), clerk.cost(30)])
    pull_changes(mirrored)
    found = Bill.objects.of(mirrored).get()
    assert (found.total, found.note) == (110, None)
    assert sorted(line.amount for line in BillLine.objects.of(mirrored)) == [30, 80]


def test_a_sparse_update_changes_one_column_alone(mirrored: Business, clerk: Clerk) -> None:
    made = clerk.bill(120, PrivateNote="Ask Olive")
    pull_changes(mirrored)
    clerk.change("Bill", made, DueDate="2027-01-15")
    pull_changes(mirrored)
    found = Bill.objects.of(mirrored).get()
    assert (str(found.due_on), found.note, found.total) == ("2027-01-15", "Ask Olive", 120)


def test_a_voided_invoice_stays_with_nothing_in_it(mirrored: Business, clerk: Clerk) -> None:
    customer = {"value": clerk.enter("Customer", DisplayName="Fjord & Pine")["Id"]}
    detail = {"ItemRef": clerk.first("Item")}
    line = {"Amount": 500, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": detail}
    made = clerk.enter("Invoice", CustomerRef=customer, Line=[line])
    pull_changes(mirrored)
    clerk.void("Invoice", made)
    pull_changes(mirrored)
    found = Invoice.objects.of(mirrored).voided().get()
    assert (found.total, found.balance, found.deleted_at) == (0, 0, None)


def test_a_deleted_bill_is_gone_and_so_are_its_lines(mirrored: Business, clerk: Clerk) -> None:
    made = clerk.bill()
    pull_changes(mirrored)
    clerk.delete("Bill", made)
    run = pull_changes(mirrored)
    assert run.tallies["Bill"]["deleted"] == 1
    assert not Bill.objects.of(mirrored).exists()
    assert not BillLine.objects.of(mirrored).exists()
    assert Bill.objects.get(business=mirrored).deleted_at is not None


def test_a_bill_that_came_and_went_between_two_pulls_leaves_a_stub(mirrored: Business, clerk: Clerk) -> None:
    clerk.delete("Bill", clerk.bill())
    pull_changes(mirrored)
    stub = Bill.objects.get(business=mirrored)
    assert stub.deleted_at is not None
    assert stub.total is None


def test_a_vendor_goes_inactive_and_comes_back(mirrored: Business, clerk: Clerk) -> None:
    made = clerk.company.objects("Vendor")[0]
    clerk.change("Vendor", made, Active=False)
    pull_changes(mirrored)
    gone = Vendor.objects.of(mirrored).get(qbo_id=made["Id"])
    assert (gone.active, gone.name) == (False, "Granite Supply (deleted)")
    clerk.change("Vendor", made, Active=True)
    pull_changes(mirrored)
    back = Vendor.objects.of(mirrored).get(qbo_id=made["Id"])
    assert (back.active, back.name) == (True, "Granite Supply")


def test_what_a_deletion_says_of_itself_is_no_drift_of_the_schema(mirrored: Business, clerk: Clerk) -> None:
    made = clerk.bill()
    pull_changes(mirrored)
    clerk.delete("Bill", made)
    pull_changes(mirrored)
    state = EntityState.objects.get(business=mirrored, entity="Bill")
    assert (state.rows, state.drift) == (0, [])


def test_a_deleted_bill_that_lives_again_is_revived(mirrored: Business, clerk: Clerk) -> None:
    """QuickBooks once told an updated bill as deleted (API_FACTS 3): its next version brings it back."""
    at = int(clock.now().timestamp())
    clerk.company.put("Bill", 900, encode(bill(900, at - 2)), at=at - 2)
    clerk.company.store.bury(REALM, "Bill", "900", at - 1)
    pull_changes(mirrored)
    assert not Bill.objects.of(mirrored).exists()
    clerk.company.put("Bill", 900, encode(bill(900, at)), at=at)
    pull_changes(mirrored)
    assert Bill.objects.of(mirrored).get().deleted_at is None


def test_windows_overlap_and_what_comes_twice_changes_nothing(mirrored: Business, clerk: Clerk) -> None:
    clerk.bill()
    pull_changes(mirrored)
    seen = state(mirrored, "Bill").last_change_at
    again = pull_changes(mirrored).tallies["Bill"]
    assert (again["read"], again["inserted"], again["updated"]) == (1, 0, 0)
    assert state(mirrored, "Bill").last_change_at == seen


def test_a_change_older_than_the_cursor_is_caught_by_the_overlap(mirrored: Business, clerk: Clerk) -> None:
    late = int(cursor(mirrored).timestamp()) - 30
    clerk.company.put("Bill", 900, encode(bill(900, late)), at=late)
    pull_changes(mirrored)
    assert Bill.objects.of(mirrored).count() == 1


def test_the_cursor_is_the_time_of_quickbooks_own_answer(mirrored: Business, clerk: Clerk) -> None:
    before = cursor(mirrored)
    clerk.company.service.clock.move(advance=3600)
    pull_changes(mirrored)
    assert cursor(mirrored) - before > timedelta(minutes=59)
    assert cursor(mirrored) > clock.now() + timedelta(minutes=59)


@pytest.fixture
def full_disk() -> Iterator[None]:
    """Postgres refuses to move the cursor, as it would with a full disk."""
    with connection.cursor() as sql:
        sql.execute(
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100', MESSAGE = 'No space left'; END $$"
        )
        sql.execute(
            "CREATE TRIGGER full_disk BEFORE UPDATE OF cursor ON sync_feed FOR EACH ROW "
            "WHEN (NEW.cursor IS DISTINCT FROM OLD.cursor) EXECUTE FUNCTION full_disk()"
        )
    yield
    with connection.cursor() as sql:
        sql.execute("DROP FUNCTION full_disk CASCADE")


def test_rows_whose_cursor_cannot_move_are_not_kept(
    mirrored: Business, clerk: Clerk, full_disk: None
) -> None:
    clerk.bill()
    before = cursor(mirrored)
    with pytest.raises(DatabaseError, match="No space left"):
        pull_changes(mirrored)
    assert not Bill.objects.filter(business=mirrored).exists()
    assert cursor(mirrored) == before


def test_a_pull_that_fails_leaves_the_cursor_and_the_next_one_makes_it_good(
    mirrored: Business, clerk: Clerk
) -> None:
    clerk.bill()
    before = cursor(mirrored)
    clerk.company.refuse("cdc", faults.unparsable_query("not today"))
    with pytest.raises(BadQuestion, match="not today"):
        pull_changes(mirrored)
    assert cursor(mirrored) == before
    assert "not today" in SyncRun.objects.filter(state=RunState.FAILED).get().error
    clerk.company.mischief.answers.clear()
    pull_changes(mirrored)
    assert Bill.objects.of(mirrored).count() == 1


def test_a_mirror_that_was_never_filled_has_nothing_to_add_changes_to(connected: Business) -> None:
    with pytest.raises(NeverFilled, match="Fill it first"):
        pull_changes(connected)
    assert not SyncRun.objects.exists()


def test_what_quickbooks_does_not_give_is_not_asked_for(mirrored: Business, clerk: Clerk) -> None:
    """Named among the others, one refused entity would refuse them all."""
    EntityState.objects.filter(entity="Bill").update(unavailable="not on this plan")
    clerk.bill()
    assert pull_changes(mirrored).state == RunState.DONE
    assert not Bill.objects.exists()


def test_rows_are_counted_once_a_pull_and_truly_after_deletes(mirrored: Business, clerk: Clerk) -> None:
    made = [clerk.bill(amount) for amount in (10, 20, 30)]
    pull_changes(mirrored)
    assert state(mirrored, "Bill").rows == 3
    clerk.delete("Bill", made[0])
    clerk.delete("Bill", clerk.bill(40))
    pull_changes(mirrored)
    assert state(mirrored, "Bill").rows == Bill.objects.of(mirrored).count() == 2
