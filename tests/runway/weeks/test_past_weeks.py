"""A past Monday is shown again as it was, and its week is held against what the books say by now."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from core.models import Business
from runway.calculators.outcomes import Measure
from runway.calculators.variance import Kind
from runway.models import Assumptions, KeptWeek, Reserve
from runway.services import kept_weeks
from runway.services.digest import DigestService
from runway.services.digest_page import Digest
from runway.services.past_weeks import UNEXPLAINED, PastWeeksService
from runway.services.past_weeks_page import KeptWeekPage, VarianceTable
from sync.models import BalanceReading, EntityState
from tests.bookkeeping import Books as Pen
from tests.bookkeeping import linked, money, ref, spent_on
from tests.runway.weeks.conftest import MONDAY, NEXT

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 23)


def invoice(pen: Pen, customer: str, amount: str, due: str, left: str | None = None, **fields: object) -> str:
    amounts = {"TotalAmt": money(amount), "Balance": money(left or amount)}
    dates = {"TxnDate": "2026-11-02", "DueDate": due}
    return pen.enter("Invoice", CustomerRef=ref(customer), **amounts, **dates, **fields)


def bill(pen: Pen, vendor: str, amount: str, due: str, left: str | None = None, **fields: object) -> str:
    amounts = {"TotalAmt": money(amount), "Balance": money(left or amount)}
    dates = {"TxnDate": "2026-11-02", "DueDate": due}
    return pen.enter("Bill", VendorRef=ref(vendor), **amounts, **dates, **fields)


def paid(pen: Pen, vendor: str, amount: str, of: str) -> None:
    pen.enter(
        "BillPayment",
        VendorRef=ref(vendor),
        TxnDate="2026-11-25",
        TotalAmt=money(amount),
        PayType="Check",
        CheckPayment={"BankAccountRef": ref("Checking")},
        Line=[linked(amount, "Bill", of)],
    )


def spent(pen: Pen, vendor: str, amount: str) -> None:
    pen.enter(
        "Purchase",
        TxnDate="2026-11-26",
        TotalAmt=money(amount),
        PaymentType="Check",
        AccountRef=ref("Checking"),
        EntityRef=ref(vendor, type="Vendor"),
        Line=[spent_on(amount, "Supplies")],
    )


def shown(acme: Business) -> KeptWeekPage:
    page = PastWeeksService(acme).week(DAY, NEXT)
    assert page is not None
    return page


def as_it_was(page: KeptWeekPage) -> tuple[object, ...]:
    """All that a page says of its Monday, and nothing of what came since."""
    told = (page.on, page.kept_at, page.read_at, page.status, page.reason, page.cash, page.lowest)
    return (*told, page.lowest_on, page.line, page.below, page.columns, page.blocks)


def kinds(table: VarianceTable) -> dict[str, dict[Kind, Decimal]]:
    return {row.name: {part.kind: part.amount for part in row.kinds if part.amount} for row in table.rows}


def test_a_past_monday_is_the_same_to_the_cent_after_the_books_and_the_rules_changed(
    acme: Business, pen: Pen
) -> None:
    """On Monday an invoice of 500 and a bill of 800. Later the invoice is gone, the bill asks for 950, cash is another,
    and people chose another line, another end of the week and a reserve.
    """
    sold = invoice(pen, "12", "500", "2026-11-27")
    owed = bill(pen, "71", "800", "2026-12-01")
    assert kept_weeks.keep(acme, MONDAY) == ""
    before = shown(acme)
    assert [block.name for block in before.blocks if block.name] == ["Receipts", "Disbursements", "Memo"]
    (spent,) = [line for line in before.blocks[2].lines if line.key == "disbursements"]
    assert spent.total == 800, "money out is positive below its heading, as on today's sheet"
    pen.delete("Invoice", sold)
    bill(pen, "71", "950", "2026-12-15", Id=owed, SyncToken="1")
    pen.account("Checking", CurrentBalance=money("20"), SyncToken="1")
    Assumptions.objects.create(business=acme, minimum_line=Decimal(700), week_end=6)
    Reserve.objects.create(business=acme, kind="reserve", name="Taxes", amount=Decimal(100), since=DAY)
    assert as_it_was(shown(acme)) == as_it_was(before)
    EntityState.objects.update(backfilled_at=NEXT)
    assert kept_weeks.keep(acme, NEXT) == ""
    assert as_it_was(shown(acme)) == as_it_was(before)
    assert KeptWeek.objects.count() == 2


def test_the_week_is_held_against_what_became_of_it_kind_by_kind(acme: Business, pen: Pen) -> None:
    """
    Forecast for the week of Nov 23: 500 of Fjord, 300 of Birch and 90 of Amy's come in, 400 go to Granite.
    Fjord's invoice was deleted, Birch paid 260 and the rest was written off, Amy's have not paid, Granite was paid in
    full, and 70 went to Harbor Kiln for what nobody foresaw.
    """
    fjord = invoice(pen, "12", "500", "2026-11-26")
    birch = invoice(pen, "13", "300", "2026-11-27")
    invoice(pen, "14", "90", "2026-11-27")
    granite = bill(pen, "71", "400", "2026-11-25")
    assert kept_weeks.keep(acme, MONDAY) == ""
    pen.delete("Invoice", fjord)
    into = {"TxnDate": "2026-11-27", "DepositToAccountRef": ref("Checking")}
    pen.enter(
        "Payment",
        CustomerRef=ref("13"),
        TotalAmt=money("260"),
        Line=[linked("260", "Invoice", birch)],
        **into,
    )
    invoice(pen, "13", "300", "2026-11-27", left="0", Id=birch, SyncToken="1")
    paid(pen, "71", "400", granite)
    bill(pen, "71", "400", "2026-11-25", left="0", Id=granite, SyncToken="1")
    spent(pen, "72", "70")
    pen.account("Checking", CurrentBalance=money("790"), SyncToken="1")
    EntityState.objects.update(backfilled_at=NEXT)
    table = shown(acme).variance
    assert table is not None
    assert kinds(table) == {
        "Invoices not yet due": {
            Kind.DATA_ERROR: Decimal(-500),
            Kind.PERMANENT: Decimal(-40),
            Kind.TIMING: Decimal(-90),
        },
        "Vendors": {Kind.MISSING: Decimal(-70)},
    }
    assert (table.total.forecast, table.total.actual, table.total.difference) == (490, -210, -700)
    assert sum(part.amount for part in table.total.kinds) == table.total.difference
    assert (table.since, table.until, table.is_over) == (DAY, date(2026, 11, 29), True)


def test_a_week_that_is_not_over_is_held_against_what_came_so_far(acme: Business, pen: Pen) -> None:
    bill(pen, "71", "400", "2026-11-25")
    kept_weeks.keep(acme, MONDAY)
    page = PastWeeksService(acme).week(DAY, MONDAY + timedelta(days=1))
    assert page is not None
    assert page.variance is not None
    assert (page.variance.until, page.variance.is_over, page.variance.rows) == (date(2026, 11, 24), False, ())


def test_unfit_books_are_not_kept_and_that_is_said(acme: Business) -> None:
    """Acme is connected to nothing."""
    assert kept_weeks.keep(acme, MONDAY) == "QuickBooks was not connected."
    page = PastWeeksService(acme).page(MONDAY)
    assert page.waits == "QuickBooks was not connected. It is tried again to the end of the week."
    later = PastWeeksService(acme).page(NEXT)
    assert [(row.monday, row.why) for row in later.weeks] == [(DAY, "QuickBooks was not connected.")]
    assert later.waits == "It is kept in the next minutes."
    assert not KeptWeek.objects.exists()


def test_a_week_in_which_nobody_was_at_work_is_a_gap_that_says_so(acme: Business, pen: Pen) -> None:
    kept_weeks.keep(acme, MONDAY - timedelta(days=14))
    kept_weeks.keep(acme, MONDAY)
    page = PastWeeksService(acme).page(MONDAY)
    assert [(row.monday.isoformat(), row.why[:15]) for row in page.weeks] == [
        ("2026-11-23", ""),
        ("2026-11-16", "Nothing was kep"),
        ("2026-11-09", ""),
    ]
    assert page.waits == ""


def test_accuracy_is_unknown_until_a_week_is_over(acme: Business, pen: Pen) -> None:
    bill(pen, "71", "400", "2026-11-25")
    kept_weeks.keep(acme, MONDAY)
    first = PastWeeksService(acme).page(MONDAY)
    assert (first.accuracy, first.fan) == ((), None)
    assert first.unknown == "No week of a kept forecast is over and known yet."


def test_the_list_tells_how_near_closing_cash_came_and_draws_it(acme: Business, pen: Pen) -> None:
    """630 were forecast for Friday, Nov 27: 1,050 less a bill of 420, which nobody has paid."""
    pen.account("Checking", CurrentBalance=money("1,050"), SyncToken="1")
    into = {"TxnDate": "2026-11-02", "DepositToAccountRef": ref("Checking")}
    pen.enter("Payment", CustomerRef=ref("13"), TotalAmt=money("50"), **into)
    bill(pen, "71", "420", "2026-11-25")
    kept_weeks.keep(acme, MONDAY)
    EntityState.objects.update(backfilled_at=NEXT)
    page = PastWeeksService(acme).page(NEXT)
    assert page.fan is not None
    (week,) = page.fan.weeks
    assert (week.weeks_ahead, week.bias, week.outcomes) == (1, 420, 1)
    closing = page.accuracy[0].rows[0]
    assert (closing.outcomes, closing.error, closing.bias) == (1, Decimal("0.4"), Decimal("-0.4"))
    assert page.fan.sentence.endswith("On the average they were off by $420 at 1 week ahead.")
    assert len(page.fan.wide.inside) + len(page.fan.wide.outside) == 1


def test_the_digest_leads_from_last_mondays_forecast_to_todays(acme: Business, pen: Pen) -> None:
    """Forecast on Nov 23: 1,000 less a bill of 400 is 600 at the least. By Nov 30 another of 250 has come and the first
    was deleted.
    """
    first = bill(pen, "71", "400", "2026-12-04")
    kept_weeks.keep(acme, MONDAY)
    assert _digest(acme, MONDAY).moved is None, "nothing was kept before that week"
    pen.delete("Bill", first)
    bill(pen, "72", "250", "2026-12-08")
    EntityState.objects.update(backfilled_at=NEXT)
    digest = _digest(acme, NEXT)
    assert digest.moved is not None
    assert (digest.moved.since, digest.moved.before, digest.moved.after) == (DAY, 600, 750)
    assert {step.cause: step.amount for step in digest.moved.steps} == {"bills": -250, "data fixes": 400}
    assert digest.curve is not None
    assert digest.curve.ghost_of == DAY
    assert digest.curve.wide.ghost


def _digest(acme: Business, now: datetime) -> Digest:
    digest = DigestService(acme).page(now).digest
    assert digest is not None
    return digest


def test_closings_count_once_it_is_known_in_which_week_a_payroll_went_of_which_no_document_tells(
    acme: Business, pen: Pen
) -> None:
    """Of 300 of the 1,000 that were in the bank; it went between Saturday the 21st and the 28th."""
    kept_weeks.keep(acme, MONDAY)
    pen.account("Checking", CurrentBalance=money("700"))
    pen.enter(
        "Deposit",
        TxnDate="2026-11-30",
        TotalAmt=money("1"),
        DepositToAccountRef=ref("Checking"),
        Line=[{"Amount": money("1"), "DetailType": "DepositLineDetail"}],
    )
    EntityState.objects.update(backfilled_at=NEXT)
    page = PastWeeksService(acme).page(NEXT)
    assert (page.accuracy, page.unknown) == ((), UNEXPLAINED)
    reading(acme, date(2026, 11, 21), 1000)
    reading(acme, date(2026, 11, 28), 699)
    closing = PastWeeksService(acme).page(NEXT).accuracy[0]
    assert (closing.measure, closing.rows[0].outcomes) == (Measure.CLOSING, 1)


def test_what_no_document_explains_of_a_week_is_a_row_of_its_own(acme: Business, pen: Pen) -> None:
    """300 went of which no document tells: 20 by Monday, so that its forecast was of 980, and 280 by Friday."""
    reading(acme, date(2026, 11, 21), 1000)
    pen.account("Checking", CurrentBalance=money("980"))
    kept_weeks.keep(acme, MONDAY)
    pen.account("Checking", CurrentBalance=money("700"))
    EntityState.objects.update(backfilled_at=NEXT)
    table = shown(acme).variance
    assert table is not None
    assert [row.name for row in table.rows if row.name.startswith("Unexplained")] == [], "nothing was read"
    reading(acme, date(2026, 11, 28), 700)
    table = shown(acme).variance
    assert table is not None
    (row,) = (row for row in table.rows if row.name.startswith("Unexplained"))
    assert (row.name, row.actual) == ("Unexplained, to Nov 27", -280)
    assert sum(other.actual for other in table.rows) == table.total.actual


def reading(acme: Business, on: date, balance: int) -> None:
    BalanceReading.objects.create(
        business=acme, account_id="Checking", on=on, read_at=NEXT, balance=balance, explained=1000
    )
