"""Balances that are kept by day, with what the mirror explained of them; none that missed a document.

Acme's story begins on a Saturday noon; books are pulled every six hours, and each fourth pull reads balances.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bank.models import Account, Purchase
from bank.services import BalanceService
from core import clock
from core.cash import AccountKind
from core.models import Business
from sandbox.wire import encode
from sync import balances, feeds, readings
from sync.entities import states
from sync.erase import erase
from sync.intake import Intake
from sync.merge import hold
from sync.models import BalanceReading, EntityState, Feed, FeedKind, RunKind
from sync.orchestrators.mirror import backfill, pull_changes
from sync.orchestrators.reconcile import reconcile
from sync.orchestrators.state import state_of
from sync.smart_sync import SmartSyncService
from tests.sync.clerk import Clerk, clerk, mirrored
from tests.sync.small_company import SmallCompany, company, connected, in_a_hurry
from tests.sync.test_balances import move_quietly

__all__ = ["clerk", "company", "connected", "in_a_hurry", "mirrored"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_a_hurry")]
HOUR, DAY, SATURDAY = timedelta(hours=1), timedelta(days=1), 5
Wait = Callable[[timedelta], None]
Found = dict[str, tuple[Decimal, Decimal | None]]


@pytest.fixture
def wait(mirrored: Business, company: SmallCompany, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Wait:
    """It is Saturday noon where Acme is, and then so much later."""
    time = company.service.clock
    time.path = tmp_path / "clock.json"
    monkeypatch.setenv("ROWCOL_CLOCK_FILE", str(time.path))
    today = clock.today(mirrored)
    saturday = today + DAY * ((SATURDAY - today.weekday()) % 7 or 7)
    time.move(to=datetime.fromisoformat(f"{saturday}T12:00-05:00"))

    def pass_by(span: timedelta) -> None:
        time.move(advance=span.total_seconds())

    return pass_by


@pytest.fixture
def read(wait: Wait, mirrored: Business, clerk: Clerk) -> Business:
    """Acme, whose balances were read an hour after a cheque of 100, and changes once more a quiet hour later."""
    cheque(clerk, 100)
    for _ in range(2):
        wait(HOUR)
        pull_changes(mirrored)
    return mirrored


def cheque(clerk: Clerk, amount: int, on: str = "2026-11-02") -> dict[str, Any]:
    return clerk.enter(
        "Purchase",
        TxnDate=on,
        PaymentType="Check",
        AccountRef=clerk.first("Account", AccountType="Bank"),
        Line=[clerk.cost(amount)],
    )


def bank(clerk: Clerk) -> str:
    return clerk.first("Account", AccountType="Bank")["value"]


def kept(business: Business, clerk: Clerk) -> Found:
    """Balance and what of it is explained of the first bank account, by day of the week."""
    rows = BalanceReading.objects.filter(business=business, account_id=bank(clerk)).order_by("on")
    return {f"{row.on:%a}": (row.balance, row.explained) for row in rows}


def days_of(wait: Wait, business: Business, days: int) -> None:
    """So many days on which books stand still."""
    for _ in range(days * 4):
        wait(6 * HOUR)
        pull_changes(business)


def test_the_first_pull_after_balances_were_read_keeps_them_with_what_explains_them(
    read: Business, clerk: Clerk
) -> None:
    assert kept(read, clerk) == {"Sat": (-100, -100)}
    kept_of = {row.account_id for row in BalanceReading.objects.filter(business=read)}
    assert kept_of == set(
        Account.objects.of(read).filter(account_type="Bank").values_list("qbo_id", flat=True)
    )
    row = BalanceReading.objects.get(business=read, account_id=bank(clerk))
    assert row.read_at == Account.objects.of(read).get(qbo_id=bank(clerk)).read_at


def test_what_moves_in_silence_is_the_rest_of_the_next_day(read: Business, clerk: Clerk, wait: Wait) -> None:
    wait(HOUR)
    move_quietly(clerk, "-350")
    days_of(wait, read, 3)
    assert kept(read, clerk) == {"Sat": (-100, -100)} | dict.fromkeys(["Sun", "Mon", "Tue"], (-350, -100))
    found = [r.rest for r in readings.of(read, date.min) if r.account_id == bank(clerk)]
    assert found == [0, -250], "of Saturday and Monday, the days after the ends of weeks"


def test_one_a_day_is_enough(read: Business, clerk: Clerk, wait: Wait) -> None:
    before = list(BalanceReading.objects.values_list("pk", "read_at").order_by("pk"))
    for _ in range(4):
        wait(HOUR / 2)
        pull_changes(read)
    assert list(BalanceReading.objects.values_list("pk", "read_at").order_by("pk")) == before


def test_with_a_document_between_balances_and_changes_none_is_kept(
    wait: Wait, read: Business, clerk: Clerk
) -> None:
    BalanceReading.objects.all().delete()
    wait(DAY)
    cheque(clerk, 20)
    wait(HOUR)
    pull_changes(read)
    assert kept(read, clerk) == {}, "the pull that saw the cheque reads balances anew"
    wait(HOUR)
    pull_changes(read)
    assert kept(read, clerk) == {"Sun": (-120, -120)}


def test_where_every_pull_sees_a_document_balances_are_kept_if_none_moved_cash(
    read: Business, clerk: Clerk, wait: Wait
) -> None:
    for _ in range(2 * 4):
        wait(6 * HOUR)
        clerk.bill(10)
        pull_changes(read)
    assert kept(read, clerk) == dict.fromkeys(["Sat", "Sun", "Mon"], (-100, -100))


def test_where_every_pull_sees_money_move_no_balance_is_kept(
    read: Business, clerk: Clerk, wait: Wait
) -> None:
    for _ in range(2 * 4):
        wait(6 * HOUR)
        cheque(clerk, 10)
        pull_changes(read)
    assert set(kept(read, clerk)) == {"Sat"}


def test_within_the_overlap_changes_may_still_be_told(wait: Wait, mirrored: Business, clerk: Clerk) -> None:
    cheque(clerk, 100)
    wait(HOUR)
    pull_changes(mirrored)
    pull_changes(mirrored)
    assert kept(mirrored, clerk) == {}


def test_a_cheque_that_is_backdated_edited_or_deleted_later_leaves_the_days_before_alone(
    read: Business, clerk: Clerk, wait: Wait
) -> None:
    first = cheque(clerk, 30, on="2026-11-02")
    wait(DAY)
    pull_changes(read)
    clerk.change("Purchase", first, TxnDate="2026-11-03", Line=[clerk.cost(45)])
    wait(DAY)
    pull_changes(read)
    clerk.delete("Purchase", first)
    days_of(wait, read, 1)
    found = kept(read, clerk)
    assert found["Sat"] == (-100, -100)
    assert all(balance == explained for balance, explained in found.values())
    assert len(found) > 1


@pytest.mark.parametrize("kind", ["Purchase", "Invoice"])
def test_a_document_that_comes_to_light_late_takes_readings_back_to_its_own_instant(
    read: Business, clerk: Clerk, wait: Wait, kind: str
) -> None:
    """The cheque, or the invoice that took money on its own form, is of Sunday; no list of changes ever told of it."""
    wait(DAY)
    missed = cheque(clerk, 70) if kind == "Purchase" else paid_on_its_form(clerk, 70)
    row = clerk.company.store.get(clerk.books.realm, kind, missed["Id"])
    assert row is not None
    clerk.lose(kind, missed["Id"])
    days_of(wait, read, 2)
    before = kept(read, clerk)
    assert set(before) == {"Sat", "Mon", "Tue"}
    clerk.company.put(kind, int(missed["Id"]), row.body, at=row.updated_at)
    reconcile(read)
    days_of(wait, read, 1)
    found = kept(read, clerk)
    assert set(found) == {"Sat", "Tue", "Wed"}, "Tuesday, which was not over, is read once more"
    for day in ("Tue", "Wed"):
        balance, explained = found[day]
        assert explained is not None
        assert balance == explained
    assert found["Sat"] == before["Sat"]


def paid_on_its_form(clerk: Clerk, amount: int) -> dict[str, Any]:
    account = clerk.first("Account", AccountType="Bank")
    customer = {"value": clerk.enter("Customer", DisplayName="Amy")["Id"]}
    sold = {"Amount": 100, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": {}}
    taken = {"Deposit": amount, "DepositToAccountRef": account}
    return clerk.enter("Invoice", CustomerRef=customer, Line=[sold], **taken)


def in_silence(clerk: Clerk, **fields: Any) -> None:
    """The one cheque is changed, and its instant is not."""
    (purchase,) = clerk.company.objects("Purchase")
    row = clerk.company.store.get(clerk.books.realm, "Purchase", purchase["Id"])
    assert row is not None
    clerk.company.put("Purchase", int(purchase["Id"]), encode(purchase | fields), at=row.updated_at)


def test_what_is_only_said_otherwise_in_silence_leaves_readings_alone(
    read: Business, clerk: Clerk, wait: Wait
) -> None:
    """Its costs have been billed to a customer since (API_FACTS 4)."""
    wait(HOUR)
    (purchase,) = clerk.company.objects("Purchase")
    detail = "AccountBasedExpenseLineDetail"
    line = purchase["Line"][0]
    billed = line | {detail: line[detail] | {"BillableStatus": "HasBeenBilled"}}
    in_silence(clerk, Line=[billed, *purchase["Line"][1:]], PrivateNote="billed")
    reconcile(read)
    mirror = Purchase.objects.of(read).get(qbo_id=purchase["Id"])
    assert mirror.payload["Line"][0][detail]["BillableStatus"] == "HasBeenBilled"
    assert set(kept(read, clerk)) >= {"Sat"}


@pytest.mark.parametrize("what", ["total", "line"])
def test_money_that_is_another_in_silence_takes_all_readings(
    read: Business, clerk: Clerk, wait: Wait, what: str
) -> None:
    wait(HOUR)
    (purchase,) = clerk.company.objects("Purchase")
    line = purchase["Line"][0] | {"Amount": 40}
    in_silence(clerk, **({"TotalAmt": 40} if what == "total" else {"Line": [line]}))
    reconcile(read)
    assert kept(read, clerk) == {}


def test_a_credit_line_that_no_reading_of_balances_holds_keeps_none_from_being_kept(
    wait: Wait, mirrored: Business, clerk: Clerk
) -> None:
    """QuickBooks classes it as a long term liability: its balance is read with the chart of accounts only."""
    clerk.enter(
        "Account",
        Name="Line of credit",
        AccountType="Long Term Liability",
        AccountSubType="OtherLongTermLiabilities",
    )
    pull_changes(mirrored)
    days_of(wait, mirrored, 2)
    held = BalanceService(mirrored).balances()
    (line,) = (balance for balance in held if balance.kind is AccountKind.CREDIT_LINE)
    assert line.read_at
    assert line.read_at.date() < max(b.read_at.date() for b in held if b.read_at)
    assert len(kept(mirrored, clerk)) > 1


def test_a_reading_that_is_being_kept_while_a_document_comes_to_light_is_forgotten_too(
    read: Business,
) -> None:
    """Whoever merges the document sees nothing of the reading yet, which is of the books before it."""
    old = BalanceReading.objects.filter(business=read).earliest("pk")
    BalanceReading.objects.all().delete()
    merger = Thread(target=come_to_light, args=(read, old.read_at))
    with transaction.atomic():
        hold(read, Account)
        old.pk = None
        old.save(force_insert=True)
        merger.start()
        while merger.is_alive() and not is_waited_for():
            merger.join(0.01)
    merger.join()
    assert not BalanceReading.objects.exists()


def come_to_light(business: Business, at: datetime) -> None:
    with transaction.atomic():
        readings.forget(business, at)
    connection.close()


def is_waited_for() -> bool:
    """Whether somebody waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)")
        return bool(cursor.fetchone()[0])


def test_before_the_days_balances_are_read_a_quiet_pull_asks_for_that_alone(
    read: Business, wait: Wait
) -> None:
    Feed.objects.update(pulls_since_balances=0)
    wait(HOUR)
    on_saturday = queries_of_a_pull(read)
    Feed.objects.update(pulls_since_balances=0)
    wait(HOUR * 10)
    on_sunday = queries_of_a_pull(read)
    assert len(on_sunday) <= len(on_saturday) + 1
    assert not [sql for sql in on_sunday if "pg_advisory_xact_lock" in sql]


def queries_of_a_pull(business: Business) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        pull_changes(business)
    return [query["sql"] for query in asked.captured_queries]


def test_a_document_that_vanished_without_a_word_takes_all_readings(read: Business, clerk: Clerk) -> None:
    (purchase,) = clerk.company.objects("Purchase")
    clerk.lose("Purchase", purchase["Id"])
    reconcile(read)
    assert kept(read, clerk) == {}


def test_while_a_document_of_cash_cannot_be_read_no_balance_is_kept(
    read: Business, clerk: Clerk, wait: Wait
) -> None:
    purchases = EntityState.objects.filter(business=read, entity="Purchase")
    purchases.update(quarantined=1)
    days_of(wait, read, 2)
    assert set(kept(read, clerk)) == {"Sat"}
    purchases.update(quarantined=0)
    days_of(wait, read, 1)
    assert set(kept(read, clerk)) > {"Sat"}


def test_a_full_reading_of_the_books_leaves_them_as_they_are(
    read: Business, clerk: Clerk, wait: Wait
) -> None:
    before = kept(read, clerk)
    wait(HOUR)
    backfill(read, full=True)
    assert kept(read, clerk) == before
    days_of(wait, read, 1)
    assert set(kept(read, clerk)) > set(before)


def test_none_is_kept_for_longer_than_half_a_year(read: Business, wait: Wait) -> None:
    rows = BalanceReading.objects.filter(business=read)
    half_a_year_ago = rows.earliest("on").on - DAY * 26 * 7
    old = rows.first()
    assert old is not None
    for on in (half_a_year_ago - 8 * DAY, half_a_year_ago):
        old.pk, old.on = None, on
        old.save(force_insert=True)
    days_of(wait, read, 1)
    assert rows.earliest("on").on == half_a_year_ago


def test_erasing_takes_them_and_a_pull_under_way_brings_none_back(
    read: Business, clerk: Clerk, wait: Wait
) -> None:
    wait(DAY)
    move_quietly(clerk, "-350")
    with feeds.pulling(read, FeedKind.CHANGES, RunKind.CHANGES) as run:
        intake, feed = Intake(read, run, states(read)), feeds.feed_of(read, FeedKind.CHANGES)
        balances.read(intake, SmartSyncService(read, run=run), feed)
    wait(HOUR)
    erase(read, actor="ada@acme.example")
    readings.note(intake.business, intake.states, feed, clock.now())
    assert not BalanceReading.objects.filter(business=read).exists()


def test_a_reading_after_a_week_is_another_state_of_the_mirror(read: Business, wait: Wait) -> None:
    before = state_of(read)
    BalanceReading.objects.filter(business=read).delete()
    assert state_of(read) != before
