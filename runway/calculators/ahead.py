"""Joins all money to come of one business on one day, nothing counted twice: what a forecast is computed from."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from core.cash import ZERO, Balance, Document, Flow, OpenItem
from core.dealings import Liability, Settled, Template
from runway.calculators.actuals import NOTHING_KNOWN, PaidFor
from runway.calculators.beside import beside
from runway.calculators.billed import bills_as_moves, in_payments, recurring_bills
from runway.calculators.chances import AHEAD
from runway.calculators.crediting import Owed, less_credits
from runway.calculators.documents_ahead import document_entries
from runway.calculators.entries import UNDATED, Dates, Entry, Rule
from runway.calculators.expected import Expected, expected
from runway.calculators.filings import Filing, filed, filings
from runway.calculators.movements import Movement, book_cash, cash_movements
from runway.calculators.owned import Payroll
from runway.calculators.payroll_ahead import payroll_ahead
from runway.calculators.planned import (
    BANKING_DAYS,
    Planned,
    dated_ahead,
    expected_entries,
    in_transit,
    planned_entries,
    unexplained_entries,
    weekly_entries,
)
from runway.calculators.recurring import NOWHERE, PostedTo, Series, recurring, row_of
from runway.calculators.rows import RECEIPTS, Row
from runway.calculators.templates import as_called, matched, restated, stated_dates, stated_series
from runway.calculators.unexplained import Rest
from runway.calculators.unseen import Paid, unseen
from runway.calculators.weeks import DAY

NOT_AVERAGED = frozenset({Row.FINANCING, Row.IN_TRANSIT, Row.ONE_OFF, Row.UNEXPLAINED})
"""Money that past weeks say nothing about."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a business on its local date.

    liabilities  taxes that the books owe
    rest       what no document explains and goes on, where it is material (calculators/unexplained.py)
    settled    when documents that were paid had been issued, signed amounts, by the row of their money: with them the
               forecast counts sales and purchases that nobody has entered yet; None: nobody asked, and it does not
    paid       bills that were settled, by whose own days it is seen which recur
    since      from when on movements are known; None: from the first one on
    paid_for   what payments and deposits are made of
    payroll    as people stated it; it takes the place of what recurs on that row
    templates  what QuickBooks posts by itself
    """

    today: date
    balances: tuple[Balance, ...]
    flows: tuple[Flow, ...]
    items: tuple[OpenItem, ...]
    dates: Dates = UNDATED
    planned: tuple[Planned, ...] = ()
    liabilities: tuple[Liability, ...] = ()
    posted_to: PostedTo = field(default_factory=lambda: NOWHERE)
    rest: Rest | None = None
    settled: tuple[tuple[Row, Paid], ...] | None = None
    paid: tuple[Settled, ...] = ()
    since: date | None = None
    payroll: Payroll | None = None
    templates: tuple[Template, ...] = ()
    paid_for: PaidFor = field(default_factory=lambda: NOTHING_KNOWN)


@dataclass(frozen=True, slots=True)
class Ahead:
    """Money to come. `cash` is in the bank without what is dated ahead; None: unknown, and there is no forecast.

    `expected` are all recurring dates that nothing was entered for, missing bills among them; `unused` credits above
    all that their party owes, which move nothing. `templates` are those of QuickBooks that the entries count on.
    """

    cash: Decimal | None
    entries: tuple[Entry, ...]
    movements: tuple[Movement, ...]
    series: tuple[Series, ...]
    expected: tuple[Expected, ...]
    unused: tuple[Owed, ...]
    templates: frozenset[Document] = frozenset()


def money_ahead(known: Known) -> Ahead:
    """Every entry of the forecast (RUNWAY 2 and 4): documents, recurring, planned, dated ahead, averages."""
    today = known.today
    movements, book = cash_movements(known.flows, known.balances), book_cash(known.balances).total
    series = recurring(movements, today, known.posted_to)
    bills = bills_as_moves(known.paid, known.items)
    billed = recurring_bills(bills, known.paid, series, today, known.posted_to)
    until, entered = today + timedelta(days=AHEAD), (*bills, *_at_once_of(movements))
    templates = as_called(known.templates, known.paid, known.items)
    match = matched(templates, (*series, *billed), known.paid, today)
    stated = stated_series(match.alone, billed, known.paid, today, known.posted_to)
    unseen_yet = [one.series for one in stated]
    found = (
        *restated(expected(series, known.items, movements, today, until), match.behind),
        *restated(expected(billed, (), entered, today, until), match.behind),
        *stated_dates(expected(unseen_yet, (), entered, today, until), stated, known.planned),
    )
    told = (*series, *in_payments((*billed, *unseen_yet), movements))
    later = dated_ahead(movements, today, known.posted_to)
    payroll = payroll_ahead(known.payroll, (*series, *billed), movements, today, known.posted_to, known.items)
    taxes = filings(known.liabilities, movements, today, known.posted_to)
    planned = (*known.planned, *(payroll or ()), *(plan for one in taxes for plan in filed(one, today)))
    entries = (
        *document_entries(known.items, today, known.dates, known.posted_to),
        *expected_entries(_unstated(found, payroll), today, [p for p in planned if p.rule is Rule.FILING]),
        *planned_entries(planned, today),
        *in_transit(known.balances, today),
        *later,
        *unexplained_entries(known.rest),
        *_averages(known, _unfiled(movements, taxes), told, _unaveraged(payroll)),
    )
    return Ahead(
        cash=None if book is None else book - sum((entry.amount for entry in later), ZERO),
        entries=entries,
        movements=movements,
        series=(*series, *billed),
        expected=tuple(sorted(found, key=lambda e: (e.on, e.series.key))),
        unused=less_credits(known.items).unused,
        templates=match.counted,
    )


def _at_once_of(movements: Iterable[Movement]) -> Iterator[Movement]:
    """Movements that settle no bill: where a bill was expected, such a payment stands for it."""
    return (movement for movement in movements if movement.kind not in SETTLING)


def _unstated(found: Iterable[Expected], payroll: tuple[Planned, ...] | None) -> Iterator[Expected]:
    """What recurs, less payroll where people stated it: theirs is the whole of it."""
    return (e for e in found if payroll is None or e.amount > 0 or e.series.row is not Row.PAYROLL)


def _unaveraged(payroll: tuple[Planned, ...] | None) -> frozenset[Row]:
    """Rows that are told in full, which past weeks say nothing more about."""
    return frozenset() if payroll is None else frozenset({Row.PAYROLL})


def _unfiled(movements: Iterable[Movement], taxes: Iterable[Filing]) -> tuple[Movement, ...]:
    """Movements less those that filings foretell."""
    paid = {movement.document for one in taxes for movement in one.paid}
    return tuple(movement for movement in movements if movement.document not in paid)


def _averages(
    known: Known, movements: Iterable[Movement], series: tuple[Series, ...], told: frozenset[Row]
) -> Iterator[Entry]:
    """What each row brings beyond all that is entered, planned or recurs; nothing where no history was given."""
    if known.settled is None:
        return
    movements = tuple(movements)
    by_row: dict[Row, list[Paid]] = defaultdict(list)
    for row, paid in beside(series, (*_on_terms(known), *_at_once(known, movements))):
        by_row[row].append(paid)
    since = known.since or min((m.on for m in movements), default=known.today)
    for row in sorted(by_row.keys() - told):
        weeks = unseen(by_row[row], known.today, since)
        yield from weekly_entries(f"average:{row}", row, weeks, "not entered yet: average of past weeks")


def _on_terms(known: Known) -> Iterator[tuple[Row, str, Paid]]:
    for row, paid in known.settled or ():
        yield row, "bill payment" if paid.amount < 0 else "customer payment", paid


def _at_once(known: Known, movements: Iterable[Movement]) -> Iterator[tuple[Row, str, Paid]]:
    """Movements that settle no document: they came to be on the day on which they moved, what was sold a bit before."""
    for movement in movements:
        if movement.kind == "deposit":
            yield from _banked(movement, known)
        row = row_of(movement, known.posted_to)
        if movement.kind not in SETTLING and row not in NOT_AVERAGED:
            paid = Paid(movement.on, movement.on, movement.amount, movement.party)
            yield Row.OTHER_IN if row in RECEIPTS else row, movement.kind, paid


def _banked(movement: Movement, known: Known) -> Iterator[tuple[Row, str, Paid]]:
    """A deposit less the payments of invoices in it: sales at once, which were in transit before, and other income.

    What came from trust money, or nobody knows from where, is in no average.
    """
    name = movement.document.name
    pieces, row = known.paid_for.get(name, ()), row_of(movement, known.posted_to)
    amount = movement.amount - sum((p.amount for p in pieces if p.document.entity not in SOLD), ZERO)
    sold_on = movement.on - DAY * BANKING_DAYS
    if any(piece.document.entity in SOLD for piece in pieces):
        yield Row.OTHER_IN, movement.kind, Paid(sold_on, movement.on, amount, movement.party)
    elif not pieces and name in known.posted_to and row not in NOT_AVERAGED:
        yield Row.OTHER_IN, movement.kind, Paid(movement.on, movement.on, amount, movement.party)


SOLD = frozenset({"SalesReceipt", "RefundReceipt"})
SETTLING = frozenset({"customer payment", "bill payment", "deposit", "transfer"})
"""Kinds of movements that carry out documents, which `Known.settled` tells, and moves between accounts: what comes from
trust money pays invoices, the rest is a choice of the day."""
