"""Reconcile: the mirror held against the books, repaired, and what differed named by document."""

import json
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from random import Random
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from ap.models import Bill
from bank.models import Account
from core import clock
from core.models import Business
from sandbox import faults
from sync import discrepancies, feeds, runs
from sync.alerts.sweep import sweep
from sync.balances import EVERY
from sync.differences import Difference, DifferenceKind
from sync.discrepancies import LookedAt
from sync.generations import generations_of
from sync.models import (
    Alert,
    AlertKind,
    Discrepancy,
    EntityState,
    Feed,
    FeedKind,
    RunKind,
    RunState,
    SyncRun,
)
from sync.orchestrators.books import books_of, open_differences
from sync.orchestrators.changes import NeverFilled, pull_changes
from sync.orchestrators.reconcile import Reconciled, nightly, reconcile
from tests.operators import listed, operator
from tests.sync.clerk import Clerk, clerk, mirrored
from tests.sync.corrupting import Vandal, execute, unlike
from tests.sync.small_company import REALM, company, connected, in_a_hurry
from tests.sync.test_balances import balance, move_quietly

__all__ = ["clerk", "company", "connected", "in_a_hurry", "mirrored", "operator"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_a_hurry")]
AN_HOUR = 3600


@pytest.fixture
def bill(mirrored: Business, clerk: Clerk) -> dict[str, Any]:
    """A bill of 120 in books and mirror, old enough to be known."""
    made = clerk.bill(120, DocNumber="R-7")
    pull_changes(mirrored)
    clerk.company.service.clock.move(advance=AN_HOUR)
    pull_changes(mirrored)
    clerk.company.mischief.asked.clear()
    return made


def kinds(found: Reconciled) -> list[tuple[str, str, str, bool]]:
    return [(one.entity, one.qbo_id, str(one.kind), one.repaired) for one in found.differences]


def test_where_nothing_is_wrong_it_ties_and_writes_nothing(mirrored: Business, bill: dict[str, Any]) -> None:
    before = generations_of([mirrored])
    assert reconcile(mirrored) == Reconciled(True, (), 0)
    assert generations_of([mirrored]) == before
    run = SyncRun.objects.filter(kind=RunKind.RECONCILE).latest("pk")
    assert (run.state, run.tallies["Bill"]["read"]) == (RunState.DONE, 1)


def test_whatever_is_spoiled_is_found_named_and_repaired(
    mirrored: Business, bill: dict[str, Any], clerk: Clerk
) -> None:
    """Three hundred of them in companies of every kind: tests/prove/test_corruptions.py."""
    spoiled = Vandal(mirrored, Random(5)).spoil(20)
    assert unlike(mirrored, clerk.company.store, REALM)
    found = reconcile(mirrored)
    assert {(one.entity, one.qbo_id) for one in found.differences} == {
        (one.entity, qbo_id) for one in spoiled for qbo_id in one.ids
    }
    assert found.ties
    assert found.repaired == len(found.differences)
    assert unlike(mirrored, clerk.company.store, REALM) == {}


def test_a_difference_names_the_document_and_what_either_side_says(
    mirrored: Business, bill: dict[str, Any]
) -> None:
    execute("UPDATE ap_bill SET total = 12, due_on = '2026-01-31'")
    (one,) = reconcile(mirrored).differences
    assert one.kind == DifferenceKind.CHANGED
    assert (one.mirror, one.qbo) == ("total 12; due_on 2026-01-31", f"total 120; due_on {bill['DueDate']}")
    named = f"Bill R-7 (id {bill['Id']}), Granite Supply, {bill['TxnDate']}, 120 USD"
    assert one.words == f"{named}: the mirror had {one.mirror}; QuickBooks has {one.qbo}."


@pytest.mark.prove
def test_a_row_that_is_not_there_with_its_lines_left_is_read_again(
    mirrored: Business, bill: dict[str, Any], clerk: Clerk
) -> None:
    execute("DELETE FROM ap_bill")
    assert kinds(reconcile(mirrored)) == [("Bill", bill["Id"], "missing", True)]
    assert unlike(mirrored, clerk.company.store, REALM) == {}


@pytest.mark.prove
def test_what_changed_too_late_to_be_known_is_no_difference(mirrored: Business, clerk: Clerk) -> None:
    """Rows of a bill and of a vendor of this minute are lost: they may come with the next changes."""
    clerk.bill()
    nightly(mirrored)
    execute("DELETE FROM ap_bill")
    assert reconcile(mirrored).differences == ()
    assert unlike(mirrored, clerk.company.store, REALM) == {}


@pytest.mark.prove
def test_a_balance_that_moved_in_silence_with_a_document_is_no_difference(
    mirrored: Business, bill: dict[str, Any], clerk: Clerk
) -> None:
    chosen = move_quietly(clerk, "777", clerk.first("Account", AccountType="Accounts Receivable")["value"])
    clerk.bill(30)
    assert reconcile(mirrored).differences == ()
    assert balance(mirrored, chosen) == 777


@pytest.mark.prove
def test_a_balance_that_nothing_can_have_moved_is_one(
    mirrored: Business, bill: dict[str, Any], clerk: Clerk
) -> None:
    reconcile(mirrored)
    EntityState.objects.update(last_change_at=None)
    Feed.objects.update(pulls_since_balances=0)
    chosen = move_quietly(clerk, "777")
    told = [("Account", chosen, "changed", True), ("Account", chosen, "unexplained", False)]
    assert kinds(reconcile(mirrored)) == told, "the second, since the ledger has no such balance either"
    assert Account.objects.get(qbo_id=chosen).balance == Decimal(777)


@pytest.mark.prove
def test_a_night_reads_two_entities_whole_and_the_next_night_two_others(
    mirrored: Business, clerk: Clerk
) -> None:
    turns = []
    for _ in range(3):
        began = clock.now()
        nightly(mirrored)
        compared = EntityState.objects.filter(business=mirrored, compared_at__gt=began)
        turns.append({state.entity for state in compared})
    assert [len(turn) for turn in turns] == [2, 2, 2]
    assert len(set().union(*turns)) == 6
    assert set(clerk.company.mischief.asked) == {"cdc"}, "each night asked in one call what it reads"


def test_a_night_reads_balances_however_few_pulls_there_were(mirrored: Business, clerk: Clerk) -> None:
    EntityState.objects.filter(entity="Account").update(compared_at=clock.now())
    chosen = move_quietly(clerk, "777")
    nightly(mirrored)
    assert balance(mirrored, chosen) == 777
    assert Feed.objects.get(kind=FeedKind.CHANGES).pulls_since_balances == 0


@pytest.mark.prove
def test_balances_that_a_webhook_made_due_during_the_night_are_asked_for_afresh(
    mirrored: Business, clerk: Clerk
) -> None:
    """The night's call was made before the document; an answer from then says nothing of it."""
    nightly(mirrored)
    EntityState.objects.filter(entity="Account").update(compared_at=clock.now())
    EntityState.objects.filter(entity="Bill").update(
        rows=950, compared_at=None
    )  # asked for after the night's call
    chosen: list[str] = []

    def a_webhook_tells() -> None:
        chosen.append(move_quietly(clerk, "777"))
        Feed.objects.filter(kind=FeedKind.CHANGES).update(pulls_since_balances=EVERY)

    clerk.company.mischief.before("Bill", a_webhook_tells)
    nightly(mirrored)
    assert balance(mirrored, chosen[0]) == 777


def test_a_night_finds_a_spoiled_column_of_any_entity_without_reading_it_whole(
    mirrored: Business, bill: dict[str, Any], clerk: Clerk
) -> None:
    EntityState.objects.filter(entity__in=["Bill", "Vendor"]).update(compared_at=clock.now())
    execute("UPDATE ap_vendor SET name = 'Nobody'")
    execute("UPDATE ap_billline SET amount = -amount")
    found = nightly(mirrored)
    assert [(one.entity, str(one.kind)) for one in found.differences] == [
        ("Bill", "lines"),
        ("Vendor", "changed"),
    ]
    assert unlike(mirrored, clerk.company.store, REALM) == {}


@pytest.mark.prove
def test_a_night_reads_whole_what_is_not_as_many(
    mirrored: Business, bill: dict[str, Any], clerk: Clerk
) -> None:
    EntityState.objects.filter(entity="Bill").update(compared_at=clock.now())
    execute("DELETE FROM ap_billline")
    execute("DELETE FROM ap_bill")
    assert kinds(nightly(mirrored)) == [("Bill", bill["Id"], "missing", True)]


def test_what_differed_is_kept_and_shown_to_operators(
    mirrored: Business, bill: dict[str, Any], operator: Client
) -> None:
    execute("UPDATE ap_bill SET balance = 1")
    reconcile(mirrored)
    (kept,) = listed(operator, Discrepancy)
    assert (kept.entity, kept.qbo_id, kept.repaired) == ("Bill", bill["Id"], True)
    assert kept.settled_at is not None
    assert kept.run.kind == RunKind.RECONCILE
    assert "balance 1; QuickBooks has balance 120" in kept.words


def test_what_is_neither_repaired_nor_explained_is_an_alert_until_it_is_found_no_more(
    mirrored: Business, bill: dict[str, Any]
) -> None:
    standing = {
        "entity": "Bill",
        "qbo_id": "9",
        "words": "Bill id 9: the mirror had it, QuickBooks does not.",
    }
    Discrepancy.objects.create(business=mirrored, kind=DifferenceKind.EXTRA, **standing)
    Discrepancy.objects.create(business=mirrored, kind=DifferenceKind.FUTURE_DATED, **standing)
    sweep(clock.now())
    opened = Alert.objects.get(kind=AlertKind.DIFFERENCES, resolved_at=None)
    assert opened.words == f"Books and mirror do not agree. {standing['words']}"
    reconcile(mirrored)
    sweep(clock.now())
    assert not Alert.objects.filter(kind=AlertKind.DIFFERENCES, resolved_at=None).exists()


@pytest.mark.prove
def test_an_amount_that_stays_another_is_open_for_command_seal_page_and_alert(
    mirrored: Business, bill: dict[str, Any], clerk: Clerk
) -> None:
    """The bill states 90 open, mirrored faithfully; QuickBooks' own ledger has 120."""
    sql = "UPDATE object SET body = CAST(json_set(body, '$.Balance', 90) AS BLOB) WHERE entity = 'Bill'"
    clerk.company.store.rows(sql)
    execute("UPDATE ap_bill SET balance = 90, payload = jsonb_set(payload, '{Balance}', '90')")
    found = reconcile(mirrored)
    assert kinds(found) == [("Bill", bill["Id"], "amount", False)]
    assert not found.ties
    assert not books_of([mirrored])[mirrored.pk].holds(clock.now())
    assert [one.qbo_id for one in open_differences(mirrored)] == [bill["Id"]]
    sweep(clock.now())
    assert Alert.objects.filter(kind=AlertKind.DIFFERENCES, resolved_at=None).exists()

    clerk.company.store.rows(sql.replace("90", "120"))
    reconcile(mirrored)
    assert reconcile(mirrored).ties
    assert books_of([mirrored])[mirrored.pk].holds(clock.now())
    assert open_differences(mirrored) == ()


def test_what_is_found_night_after_night_stands_once(mirrored: Business, bill: dict[str, Any]) -> None:
    run, _ = runs.begin(mirrored, RunKind.RECONCILE)
    for totals in (False, True):
        found = Difference("Bill", "9", DifferenceKind.MISSING, "", "9.00", False, "Bill 9 is missing.")
        for _ in range(2):
            discrepancies.record(mirrored, run, [found], LookedAt(totals=totals))
    assert discrepancies.unsettled().count() == 2, "one found in documents, one in a report"
    discrepancies.record(mirrored, run, [], LookedAt(totals=True))
    assert discrepancies.unsettled().count() == 1
    discrepancies.record(mirrored, run, [], LookedAt(entity="Bill", ids={"8"}))
    assert discrepancies.unsettled().count() == 1
    discrepancies.record(mirrored, run, [], LookedAt(entity="Bill"))
    assert discrepancies.unsettled().count() == 0


@pytest.mark.prove
def test_a_night_looks_again_at_what_differed_before(mirrored: Business, bill: dict[str, Any]) -> None:
    """Last night the bill could not be read. Since then it came, and bills have their turn in a fortnight."""
    EntityState.objects.filter(entity="Bill").update(compared_at=clock.now())
    lost = Difference("Bill", bill["Id"], DifferenceKind.MISSING, "", "120.00", False, "Bill R-7 is missing.")
    run = SyncRun.objects.filter(business=mirrored).latest("pk")
    discrepancies.record(mirrored, run, [lost], LookedAt())
    assert [one.qbo_id for one in open_differences(mirrored)] == [bill["Id"]]
    nightly(mirrored)
    assert open_differences(mirrored) == ()


@pytest.mark.prove
def test_an_entity_that_is_refused_leaves_its_differences_standing(
    mirrored: Business, bill: dict[str, Any], clerk: Clerk
) -> None:
    lost = Difference("Bill", "9", DifferenceKind.EXTRA, "9.00", "", False, "Bill 9 is not in QuickBooks.")
    run = SyncRun.objects.filter(business=mirrored).latest("pk")
    discrepancies.record(mirrored, run, [lost], LookedAt())
    clerk.company.refuse("Bill", faults.business("Bills are switched off."))
    reconcile(mirrored)
    assert [one.qbo_id for one in open_differences(mirrored)] == ["9"]


@pytest.mark.prove
def test_books_that_move_all_the_time_tie_not_and_no_difference_is_concluded(
    mirrored: Business, bill: dict[str, Any], clerk: Clerk
) -> None:
    """Money leaves the bank before each report, and again before the account itself is read."""
    bank, spent = clerk.first("Account", AccountType="Bank"), clerk.cost(7)

    def spend() -> None:
        clerk.enter("Purchase", PaymentType="Check", AccountRef=bank, Line=[spent])
        for asked in ("reports", "Account"):
            clerk.company.mischief.before(asked, spend)

    clerk.company.mischief.before("reports", spend)
    found = reconcile(mirrored)
    assert (found.ties, found.moving, found.differences) == (False, True, ())
    assert not books_of([mirrored])[mirrored.pk].holds(clock.now())


@pytest.mark.prove
def test_an_entity_that_is_refused_leaves_the_rest_reconciled(
    mirrored: Business, bill: dict[str, Any], clerk: Clerk
) -> None:
    clerk.company.refuse("Estimate", faults.business("Estimates are switched off."))
    execute("UPDATE ap_bill SET balance = 1")
    assert kinds(reconcile(mirrored)) == [("Bill", bill["Id"], "changed", True)]
    run = SyncRun.objects.filter(kind=RunKind.RECONCILE).latest("pk")
    assert run.state == RunState.PARTIAL
    assert "Estimate" in run.error


def test_one_at_a_time(mirrored: Business) -> None:
    runs.begin(mirrored, RunKind.RECONCILE)
    with pytest.raises(runs.AlreadyRunning):
        reconcile(mirrored)


def test_books_that_were_never_read_are_not_reconciled(connected: Business) -> None:
    with pytest.raises(NeverFilled):
        reconcile(connected)


def test_each_business_gets_a_night_once_its_books_are_read(mirrored: Business, sam: Any) -> None:
    now = clock.now()
    feeds.plan_nights(now)
    feeds.plan_nights(now)
    (planned,) = Feed.objects.filter(kind=FeedKind.RECONCILE)
    assert planned.business == mirrored
    assert now < planned.next_at <= now + timedelta(days=1)
    nightly(mirrored)
    planned.refresh_from_db()
    assert clock.now() < planned.next_at <= clock.now() + timedelta(days=1)


def test_the_command_says_each_difference_and_ends_with_one_object(
    mirrored: Business, bill: dict[str, Any]
) -> None:
    execute("UPDATE ap_bill SET balance = 1")
    said = StringIO()
    call_command("reconcile", "--json", stdout=said, stderr=StringIO())
    (found,) = json.loads(said.getvalue().splitlines()[-1])["businesses"]
    (one,) = found.pop("differences")
    assert found == {"slug": "acme", "ties": True, "repaired": 1, "moving": False}
    assert one.pop("words").startswith("Bill R-7")
    assert one == {
        "entity": "Bill",
        "qbo_id": bill["Id"],
        "kind": "changed",
        "mirror": "balance 1",
        "qbo": "balance 120",
        "repaired": True,
    }
    said = StringIO()
    call_command("reconcile", "--business", "acme", stdout=said, stderr=StringIO())
    assert said.getvalue() == "acme: books and mirror agree; 0 differences, 0 repaired\n"


def test_the_command_fails_for_books_that_cannot_be_read(connected: Business) -> None:
    said = StringIO()
    with pytest.raises(CommandError, match="Not reconciled: acme"):
        call_command("reconcile", "--all", stdout=StringIO(), stderr=said)
    assert "Fill it first: manage.py sync." in said.getvalue()
    assert not Bill.objects.exists()
