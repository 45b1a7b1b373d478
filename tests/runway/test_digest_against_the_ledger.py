"""Every figure of the digest page, and what the tray cannot explain, against the company's own ledger, to the cent.

A young agency, and one with foreign currencies and a payroll that cannot be read, each on three days of a week;
`ledger_figures` works the numbers out without the product. `make prove` says the same of agencies with every answer, of
two companies of each other kind, and of many seeds.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any

import pytest

from core.cash import Side
from runway.calculators.coming import Line
from runway.calculators.curve import Point
from runway.calculators.entries import Rule
from runway.calculators.forecast import Breach
from runway.calculators.hygiene.issue import Kind
from runway.calculators.status import Light
from runway.services.digest_page import Listing
from tests.runway.ledger_companies import ANSWERS, COMPANIES, LATER, Seen, seen_on
from tests.runway.ledger_expected import (
    burn_formula,
    change_of_the_week,
    closing,
    curve_of,
    dated_debts,
    days,
    dollars,
    due_by_side,
    hidden,
    in_and_out,
    includes,
    is_known,
    is_listed,
    low_point,
    past_closings,
    since,
    too_young,
    unread,
)
from tests.runway.ledger_figures import (
    DAY,
    HOME,
    WEEK,
    Account,
    Owed,
    column,
    fridays,
    money,
    rounded,
    total,
    usual_weeks,
    weeks_over,
)
from tests.sweeping import sweep

pytestmark = pytest.mark.django_db

BUCKETS = ("Not due", "1–30 days late", "31–60", "61–90", "91 and more", "No due date")
REPORTS = {Side.RECEIVABLE: "AgedReceivables", Side.PAYABLE: "AgedPayables"}


FOUNDED = sweep(COMPANIES, "young", "hidden payroll")


@pytest.fixture(scope="module", params=FOUNDED)
def week(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: Any,
) -> list[Seen]:
    """One company on its days."""
    folder = tmp_path_factory.mktemp("company")
    return seen_on(request.param, COMPANIES[request.param], folder, LATER, django_db_blocker)


@pytest.fixture(params=range(len(LATER)), ids=[f"{later} days later" for later in LATER])
def seen(request: pytest.FixtureRequest, week: list[Seen]) -> Seen:
    """One of those days."""
    return week[request.param]


both_sides = pytest.mark.parametrize("side", list(Side))


def test_cash_is_what_was_posted_on_each_own_account(seen: Seen) -> None:
    expected = {account.name: money(account.cents) for account in seen.ledger.own if is_listed(seen, account)}
    cash = seen.digest.cash
    assert {account.name: account.home for account in cash.book.accounts} == expected
    assert cash.book.total == cash.available == money(seen.ledger.cash)


def test_a_foreign_account_says_its_rate(seen: Seen) -> None:
    rates = {account.name: account.rate or (None, None) for account in seen.ledger.own}
    shown = {account.name: (account.rate, account.rate_on) for account in seen.digest.cash.book.accounts}
    assert shown == {name: rates[name] for name in shown}


def test_trust_money_cards_and_what_is_not_banked_yet_stand_apart(seen: Seen) -> None:
    apart = [
        (account, words) for account in seen.ledger.accounts if account.cents and (words := apart_as(account))
    ]
    assert {account.name: (money(account.cents), words) for account, words in apart} == {
        shown.balance.name: (shown.balance.home, shown.kind) for shown in seen.digest.cash.apart
    }
    assert "held for others" in {words for _, words in apart}


def apart_as(account: Account) -> str:
    if account.is_trust:
        return "held for others"
    if account.sub_type == "UndepositedFunds":
        return "received, not in the bank yet"
    return "card" if account.kind == "Credit Card" else ""


@both_sides
def test_each_bucket_holds_the_open_items_of_its_days(seen: Seen, side: Side) -> None:
    inside: dict[str, list[Owed]] = {bucket: [] for bucket in BUCKETS}
    for owed in seen.owed(side):
        inside[BUCKETS[5] if owed.lacks_due_date else BUCKETS[column(owed, seen.today)]].append(owed)
    ageing = seen.shown(side).ageing
    assert {aged.bucket: (aged.amount, aged.documents) for aged in ageing.buckets} == {
        bucket: (total(items), len(items)) for bucket, items in inside.items()
    }
    assert ageing.total == total(seen.owed(side))
    late = [owed for owed in seen.owed(side) if owed.is_late(seen.today)]
    assert ageing.overdue == total(late)
    assert ageing.late_credits == total(owed for owed in late if owed.cents < 0)
    assert ageing.credits == total(owed for owed in seen.owed(side) if owed.cents < 0)


@both_sides
def test_two_things_alone_set_the_buckets_apart_from_quickbooks_report(seen: Seen, side: Side) -> None:
    """It ages what lacks its due date by its own date, and leaves out what is dated after today."""
    *shown, undated = (aged.amount for aged in seen.shown(side).ageing.buckets)
    lacking = [owed for owed in seen.owed(side) if owed.lacks_due_date]
    for owed in lacking:
        shown[column(owed, seen.today)] += money(owed.cents)
    shown[0] -= total(owed for owed in seen.owed(side) if owed.entered_on > seen.today)
    assert shown == report(seen, REPORTS[side])
    assert undated == total(lacking) > 0


def report(seen: Seen, name: str) -> list[Decimal]:
    """The last line of the sandbox's own ageing report, without its sum."""
    at = datetime.combine(seen.today, time(20), UTC)
    *_, last = seen.company.report(name, {"report_date": seen.today.isoformat()}, at)["Rows"]["Row"]
    return [Decimal(cell["value"]) for cell in last["Summary"]["ColData"][1:6]]


@both_sides
def test_the_largest_parties_are_named_and_the_rest_added_up(seen: Seen, side: Side) -> None:
    by_party = sorted(seen.owed(side), key=lambda owed: owed.party_id)
    rows = [party_row(list(items), seen.today) for _, items in groupby(by_party, lambda owed: owed.party_id)]
    rows.sort(key=lambda row: (-row[1], row[0]))
    shown = seen.shown(side)
    named = [(p.party, p.amount, p.overdue, p.documents, p.late_since) for p in shown.parties]
    assert named == rows[:5]
    assert shown.others is not None
    rest = (shown.others.amount, shown.others.overdue, shown.others.documents)
    assert rest == tuple(sum(column) for column in list(zip(*rows[5:], strict=True))[1:4])


PartyRow = tuple[str, Decimal, Decimal, int, date | None]


def party_row(items: list[Owed], today: date) -> PartyRow:
    late = [owed for owed in items if owed.is_late(today) and owed.cents > 0]
    since = min((owed.dated for owed in late), default=None)
    return items[0].party, total(items), total(late), len(items), since


def test_the_two_weeks_name_each_document_due_from_today_to_the_fourteenth_day(seen: Seen) -> None:
    until = seen.today + DAY * 13
    weeks = seen.digest.two_weeks
    assert weeks.coming.until == until
    for side, listing in ((Side.RECEIVABLE, weeks.due_in), (Side.PAYABLE, weeks.due_out)):
        due = [owed for owed in dated_debts(seen, side) if seen.today <= owed.dated <= until]
        assert_lists(listing, due, seen.today, named=8)


def test_what_is_past_due_is_named_beside_them(seen: Seen) -> None:
    weeks = seen.digest.two_weeks
    for side, listing in ((Side.RECEIVABLE, weeks.late_in), (Side.PAYABLE, weeks.late_out)):
        late = [owed for owed in dated_debts(seen, side) if owed.dated < seen.today]
        assert_lists(listing, late, seen.today, named=5)
        assert listing.total == seen.shown(side).ageing.overdue_before_credits, "two figures, one meaning"


def test_cash_then_is_cash_and_what_is_due_in_less_what_is_due_out(seen: Seen) -> None:
    money_in, money_out = due_by_side(seen, seen.today, seen.today + DAY * 13)
    assert seen.digest.two_weeks.net == money_in - money_out
    assert seen.digest.two_weeks.cash_then == money(seen.ledger.cash) + money_in - money_out


def test_the_headline_says_cash_what_it_was_and_the_low_point(seen: Seen) -> None:
    cash = money(seen.ledger.cash)
    overdrawn = ", overdrawn" if cash < 0 else ""
    assert seen.digest.cash.change == change_of_the_week(seen)
    assert (
        seen.digest.headline
        == f"Cash is {dollars(cash)}{overdrawn}{since(seen)}. {low_point(seen)}{hidden(seen)}"
    )


def test_what_nobody_can_read_is_the_rest_of_opening_and_movements(seen: Seen) -> None:
    said = seen.digest.unexplained
    rest = said.rest
    assert rest is not None
    at_home = [
        account for account in seen.ledger.own if account.currency == HOME and is_listed(seen, account)
    ]
    assert rest.amount == money(sum(account.unread for account in at_home))
    assert rest.closing == money(sum(account.cents for account in at_home))
    assert rest.opening + rest.movements + rest.amount == rest.closing
    assert said.is_material is bool(rest.amount) is seen.name.startswith("hidden payroll")
    foreign = {
        account.name for account in seen.ledger.own if account.currency != HOME and is_listed(seen, account)
    }
    assert set(said.unknown) == foreign


def test_the_low_point_is_the_least_of_the_forecast_and_breaches_are_its_first_days(seen: Seen) -> None:
    low, days = seen.digest.low, curve_of(seen).curve.days
    assert (low.amount, low.on) == min((point.cash, point.on) for point in days)
    past = [total(o for o in dated_debts(seen, side) if o.dated < seen.today) for side in Side]
    assert [low.past_due.money_in, low.past_due.money_out] == past
    assert_first_below(low.zero_breach, days, Decimal(0))
    if low.line is not None:
        assert_first_below(low.line_breach, days, low.line)
        assert low.headroom == low.amount - low.line
        assert low.zero_odds <= low.line_odds


def assert_first_below(breach: Breach | None, days: Iterable[Point], amount: Decimal) -> None:
    below = [point.on for point in days if point.cash < amount]
    assert (breach.on if breach else None) == (below[0] if below else None)


def test_board_and_digest_say_one_number(seen: Seen) -> None:
    board, digest = seen.standing, seen.digest
    assert (board.lowest_on, board.lowest) == (digest.low.on, digest.low.amount)
    assert board.breach_on == (digest.low.line_breach.on if digest.low.line_breach else None)
    assert (board.status, board.reason.rstrip(".")) == (digest.status.light, digest.status.reason)
    if digest.unexplained.is_material:
        assert board.status is not Light.GREEN


def test_this_week_foots_from_the_last_friday_to_the_next(seen: Seen) -> None:
    week = seen.digest.week
    until = fridays(seen.today, 1)[0]
    moved = [cents for on, cents in seen.ledger.moved if on > until - WEEK]
    assert (week.since, week.until) == (until - WEEK, until)
    assert week.came_in == money(sum(cents for cents in moved if cents > 0))
    assert week.went_out == money(sum(cents for cents in moved if cents < 0))
    assert (week.total_in, week.total_out) == due_by_side(seen, seen.today, until)
    assert week.closing == closing(seen, until)
    assert week.expected == curve_of(seen).weeks[len(past_closings(seen))].cash
    if week.opening is not None:
        assert week.opening + week.came_in + week.went_out == money(seen.ledger.cash)


def assert_lists(listing: Listing, expected: Iterable[Owed], today: date, named: int) -> None:
    rows = sorted(expected, key=lambda owed: (owed.dated, -owed.cents, owed.party, owed.entity, owed.id))
    assert [line_row(line) for line in listing.lines] == [owed_row(owed, today) for owed in rows[:named]]
    assert [line_row(line) for line in listing.more] == [owed_row(owed, today) for owed in rows[named:]]
    assert (listing.total, listing.more_total) == (total(rows), total(rows[named:]))


LineRow = tuple[str, str, str, date, Decimal, int]


def line_row(line: Line) -> LineRow:
    return line.party, line.document.entity, line.document.number, line.due_on, line.amount, line.days_late


def owed_row(owed: Owed, today: date) -> LineRow:
    late = max(owed.days_late(today), 0)
    return owed.party, owed.entity, owed.number, owed.dated, money(owed.cents), late


def test_buffer_days_are_cash_over_what_91_days_took_from_it(seen: Seen) -> None:
    since, until = seen.today - DAY * 91, seen.today - DAY
    readable = Fraction(seen.ledger.paid_out(since, until), 91)
    daily = readable + unread(seen) if is_known(seen, since) else None
    row = seen.digest.runways[0]
    assert (row.runway.since, row.runway.until) == (since, until)
    assert row.value == days(seen, daily, 1, "no outflow")
    assert row.formula == (
        f"Cash ÷ {rounded(daily / 100, 2)} a day out, 91\u00a0days{includes(seen)}"
        if daily
        else too_young(seen, since)
    )


def test_the_net_burn_runway_rests_on_thirteen_whole_weeks_without_their_one_offs(seen: Seen) -> None:
    ends = weeks_over(seen.today, 13)
    since = ends[0] - DAY * 6
    nets = [seen.ledger.net(friday - DAY * 6, friday) for friday in ends]
    used = usual_weeks(nets)
    sample = list(zip(ends, map(money, nets), used, strict=True)) if is_known(seen, since) else []
    assert [(row.week.ends_on, row.week.net, row.week.used) for row in seen.digest.sample] == sample
    counted = [net for net, is_used in zip(nets, used, strict=True) if is_used]
    daily = Fraction(-sum(counted), 7 * len(counted)) + unread(seen) if sample else None
    row = seen.digest.runways[1]
    assert row.value == days(seen, daily, 0, "not burning")
    said = f"{burn_formula(daily, len(counted))}{includes(seen)}" if daily else ""
    assert row.formula == (said or too_young(seen, since))


def test_some_companies_bring_every_kind_of_answer_and_one_offs_both_ways(week: list[Seen]) -> None:
    burn = week[0].digest.runways[1].runway
    answer = (burn.verdict, len(burn.weeks_left_out))
    assert answer == ANSWERS.get(week[0].name, answer)


def test_the_past_of_the_curve_is_what_was_posted_up_to_each_friday(seen: Seen) -> None:
    closings = past_closings(seen)
    assert [(point.on, point.cash) for point in curve_of(seen).curve.actual] == closings
    past = [week for week in curve_of(seen).weeks if week.money_in is None]
    assert [(week.ends_on, week.cash) for week in past] == closings


def test_the_forecast_begins_with_the_cash_that_was_posted_less_what_is_dated_ahead(seen: Seen) -> None:
    curve = curve_of(seen).curve
    ahead = money(seen.ledger.net(seen.today + DAY, date.max))
    assert (curve.today.on, curve.today.cash) == (seen.today, money(seen.ledger.cash) - ahead)
    dated = [rest for rest in curve.rests if rest.rule is Rule.DATED_AHEAD]
    assert sum(rest.money_in - rest.money_out for rest in dated) == ahead


def test_cash_and_all_that_the_rules_bring_and_take_is_cash_after_thirteen_weeks(seen: Seen) -> None:
    curve = curve_of(seen).curve
    assert len(curve.days) == len(curve.bands) == 92
    moved = sum(rest.money_in - rest.money_out for rest in curve.rests)
    assert curve.days[-1].cash == curve.today.cash + moved
    assert curve_of(seen).sentence.endswith("The table lists every week.")


def test_each_week_ahead_foots_from_the_one_before(seen: Seen) -> None:
    ahead = curve_of(seen).weeks[len(past_closings(seen)) :]
    assert [week.ends_on for week in ahead] == fridays(seen.today, 13)
    cash = curve_of(seen).curve.today.cash
    for week in ahead:
        cash += week.money_in - week.money_out
        assert week.cash == week.available == cash
        assert week.band.p10 <= week.band.p50 <= week.band.p90


def test_no_open_document_is_dropped_or_counted_twice(seen: Seen) -> None:
    """What is expected of a side within 13 weeks and later, less the credits left over, is all that is open on it."""
    curve = curve_of(seen)
    open_total = in_and_out(seen, Seen.owed, lambda owed: True)
    assert curve.open_total == open_total
    within, later, unused = (row.amounts for row in curve.places)
    assert within.money_in + later.money_in + unused.money_in == open_total.money_in
    assert within.money_out + later.money_out + unused.money_out == open_total.money_out
    assert min(within.money_in, within.money_out, later.money_in, later.money_out) >= 0


def test_open_documents_are_dated_by_what_was_learned_where_the_books_have_a_past(week: list[Seen]) -> None:
    rules = {rest.rule for rest in curve_of(week[0]).curve.rests}
    assert Rule.LEARNED in rules


def test_movements_explain_each_bank_balance_but_for_cheques_that_nobody_can_read(week: list[Seen]) -> None:
    """Trust accounts too. Of a foreign account nothing can be said: no document states all that moves its worth."""
    seen = week[0]
    banks = [
        account
        for account in seen.ledger.accounts
        if account.kind == "Bank" and account.currency == HOME and is_listed(seen, account)
    ]
    shown = {span.account_id: span for span in seen.tray.findings.spans}
    assert {id: (span.closing, span.unexplained) for id, span in shown.items()} == {
        account.id: (money(account.cents), money(account.unread)) for account in banks
    }
    assert all(span.opening + span.movements + span.unexplained == span.closing for span in shown.values())


def test_the_tray_prices_what_nobody_can_read_for_thirteen_weeks_and_nothing_else(week: list[Seen]) -> None:
    seen = week[0]
    days = {span.account_id: (span.ends_on - span.begins_on).days for span in seen.tray.findings.spans}
    priced = {
        account.name: rounded(Fraction(-account.unread * 91, days[account.id]) / 100, 2)
        for account in seen.ledger.own
        if account.unread
    }
    issues = [row.issue for row in seen.tray.rows if row.issue.kind is Kind.UNEXPLAINED]
    assert {issue.where: f"{issue.amount:,}" for issue in issues} == priced
    assert list(priced) == (["Operating Checking"] if seen.name.startswith("hidden payroll") else [])
