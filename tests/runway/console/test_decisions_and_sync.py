"""A decision outlives every road by which the books change, to the letter."""

import pytest

from core import clock
from core.access import May
from core.models import Business, User
from runway.models import Action, Decision
from runway.services.console import DecisionConsoleService
from runway.services.console_page import Decided
from sync.orchestrators.changes import pull_changes
from sync.orchestrators.mirror import backfill
from tests.sync.clerk import Clerk, clerk, mirrored
from tests.sync.small_company import company, connected, in_a_hurry

__all__ = ["clerk", "company", "connected", "in_a_hurry", "mirrored"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_a_hurry")]


@pytest.fixture
def decided(mirrored: Business, clerk: Clerk, olive: User) -> Decision:
    """A bill of 120 that Olive delays."""
    bill = clerk.bill(120, DocNumber="GS-1", DueDate="2030-01-02")
    pull_changes(mirrored)
    return Decision.objects.create(
        business=mirrored,
        entity="Bill",
        qbo_id=bill["Id"],
        action=Action.DELAY,
        on="2030-02-01",
        seen={"number": "GS-1", "party": "Granite", "open": "120", "due_on": "2030-01-02"},
        proposed_by=olive,
    )


def kept(decision: Decision) -> dict[str, object]:
    return Decision.objects.filter(pk=decision.pk).values().get()


def shown(decision: Decision) -> Decided:
    """The decision as the console shows it."""
    service = DecisionConsoleService(decision.business, decision.proposed_by, frozenset(May))
    console = service.page(clock.now()).console
    assert console is not None
    (line,) = console.effect.standing
    assert line.decided is not None
    return line.decided


def doc(decision: Decision) -> dict[str, str]:
    return {"Id": decision.qbo_id}


def test_a_pull_of_changes_keeps_it_and_says_what_changed(
    decided: Decision, mirrored: Business, clerk: Clerk
) -> None:
    before = kept(decided)
    assert shown(decided).marks == ()
    clerk.change("Bill", doc(decided), Line=[clerk.cost(150)])
    pull_changes(mirrored)
    assert kept(decided) == before
    assert shown(decided).marks == ("changed since: open amount was 120.00",)


def test_a_full_backfill_keeps_it(decided: Decision, mirrored: Business) -> None:
    before = kept(decided)
    backfill(mirrored, full=True)
    assert kept(decided) == before
    assert shown(decided).marks == ()


def test_a_bill_deleted_in_quickbooks_leaves_it_marked(
    decided: Decision, mirrored: Business, clerk: Clerk
) -> None:
    before = kept(decided)
    clerk.delete("Bill", doc(decided))
    pull_changes(mirrored)
    assert kept(decided) == before
    said = "no longer in the books: deleted in QuickBooks; open amount was 120.00"
    assert shown(decided).marks == (said,)


def test_a_bill_lost_without_a_trace_leaves_it_marked(
    decided: Decision, mirrored: Business, clerk: Clerk
) -> None:
    before = kept(decided)
    clerk.lose("Bill", decided.qbo_id)
    backfill(mirrored, full=True)
    assert kept(decided) == before
    assert shown(decided).marks[0].startswith("no longer in the books")


def test_a_bill_emptied_in_quickbooks_leaves_it_marked(
    decided: Decision, mirrored: Business, clerk: Clerk
) -> None:
    before = kept(decided)
    clerk.change("Bill", doc(decided), Line=[clerk.cost(0)])
    pull_changes(mirrored)
    assert kept(decided) == before
    assert shown(decided).marks == ("settled in QuickBooks; open amount was 120.00",)
