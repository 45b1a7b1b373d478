"""A decision outlives every road by which the books change, to the letter."""

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from pytest_django import Settings

from core import clock
from core.access import May
from core.models import Business, User
from runway.models import Action, Decision
from runway.services.console import DecisionConsoleService
from runway.services.console_page import Decided
from sync.models import Connection
from sync.orchestrators.changes import pull_changes
from sync.orchestrators.mirror import backfill
from sync.orchestrators.reconcile import reconcile
from tests.conftest import signed_in
from tests.runway.console.office import hired
from tests.sync.clerk import Clerk, clerk, mirrored
from tests.sync.corrupting import execute
from tests.sync.small_company import company, connected, in_a_hurry

__all__ = ["clerk", "company", "connected", "in_a_hurry", "mirrored"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_a_hurry")]


@pytest.fixture(autouse=True)
def nothing_is_young(settings: Settings) -> None:
    """What was read a moment ago would not be asked for again, and tests are quick."""
    settings.QBO_LIVE_AGAIN_SECONDS = 0


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
    assert shown(decided).marks == ("changed since: open amount was 120.00, is 150.00",)


def test_every_field_that_changed_is_said_with_what_it_was_and_is(
    decided: Decision, mirrored: Business, clerk: Clerk
) -> None:
    clerk.change("Bill", doc(decided), Line=[clerk.cost(90)], DueDate="2031-01-02", DocNumber="GS-1a")
    pull_changes(mirrored)
    assert shown(decided).marks == (
        "changed since: open amount was 120.00, is 90.00",
        "changed since: due date was Jan 2, 2030, is Jan 2, 2031",
        "changed since: number was GS-1, is GS-1a",
    )


@pytest.mark.prove
def test_a_full_backfill_keeps_it(decided: Decision, mirrored: Business) -> None:
    before = kept(decided)
    backfill(mirrored, full=True)
    assert kept(decided) == before
    assert shown(decided).marks == ()


@pytest.mark.prove
def test_a_reconcile_that_repairs_the_bill_keeps_it(decided: Decision, mirrored: Business) -> None:
    before = kept(decided)
    execute("UPDATE ap_bill SET balance = 1, due_on = '2031-05-05'")
    assert reconcile(mirrored).ties
    assert kept(decided) == before
    assert shown(decided).marks == (), "the bill is again as it was when it was decided"


def test_a_bill_deleted_in_quickbooks_leaves_it_marked(
    decided: Decision, mirrored: Business, clerk: Clerk
) -> None:
    before = kept(decided)
    clerk.delete("Bill", doc(decided))
    pull_changes(mirrored)
    assert kept(decided) == before
    said = "no longer in the books: deleted in QuickBooks; open amount was 120.00"
    assert shown(decided).marks == (said,)


@pytest.mark.prove
def test_a_bill_lost_without_a_trace_leaves_it_marked(
    decided: Decision, mirrored: Business, clerk: Clerk
) -> None:
    before = kept(decided)
    clerk.lose("Bill", decided.qbo_id)
    backfill(mirrored, full=True)
    assert kept(decided) == before
    assert shown(decided).marks[0].startswith("no longer in the books")


@pytest.mark.prove
def test_a_bill_emptied_in_quickbooks_leaves_it_marked(
    decided: Decision, mirrored: Business, clerk: Clerk
) -> None:
    before = kept(decided)
    clerk.change("Bill", doc(decided), Line=[clerk.cost(0)])
    pull_changes(mirrored)
    assert kept(decided) == before
    assert shown(decided).marks == ("settled in QuickBooks; open amount was 120.00",)


def browser_of(mirrored: Business) -> Client:
    """A controller of Acme, who proposes and approves, at the console."""
    return signed_in(hired(mirrored, "Cora"))


def say(browser: Client, deed: str, **fields: str) -> str:
    """What the page says after it."""
    answer = browser.post(f"/b/acme/console/{deed}", fields, follow=True)
    assert answer.status_code in {200, 409}
    return unescape(answer.content.decode())


def test_a_bill_that_changed_a_moment_ago_is_shown_before_anything_is_recorded(
    mirrored: Business, clerk: Clerk
) -> None:
    """Nobody has pulled the change: the bill is read again before a decision on it is kept."""
    bill = clerk.bill(120, DocNumber="GS-1", DueDate="2030-01-02")
    pull_changes(mirrored)
    clerk.change("Bill", bill, Line=[clerk.cost(150)])
    browser, choice = browser_of(mirrored), f"do:Bill:{bill['Id']}"
    day = (clock.today(mirrored) + timedelta(days=9)).isoformat()
    said = say(browser, "record/", **{choice: f"{day}|120.00|"})
    assert "Bill GS-1 was open with 120.00 when this page was made, and is open with 150.00 now." in said
    assert not Decision.objects.exists()
    said = say(browser, "record/", **{choice: f"{day}|150.00|"})
    assert "1 decision recorded" in said
    assert "could not be asked" not in said


@pytest.mark.prove
def test_a_bill_that_changed_a_moment_ago_is_not_approved(
    decided: Decision, mirrored: Business, clerk: Clerk
) -> None:
    clerk.change("Bill", doc(decided), Line=[clerk.cost(150)])
    said = say(browser_of(mirrored), "approve/", decision=str(decided.pk))
    assert "changed since: open amount was 120.00, is 150.00" in said
    assert kept(decided)["approved_at"] is None


def test_where_quickbooks_cannot_be_asked_the_page_says_as_of_when_the_books_are(
    decided: Decision, mirrored: Business
) -> None:
    Connection.objects.update(broken_at=clock.now())
    said = say(browser_of(mirrored), "approve/", decision=str(decided.pk))
    assert "1 decision approved" in said
    assert "QuickBooks could not be asked, so the books count as of " in said
