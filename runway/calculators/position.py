"""How one business stands and what is ahead, on one local date: every number of the forecast, in one value.

Digest, board, sheet, console and tray read it, so that none of them can say another number than the others.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

from core.cash import ZERO, Balance, Flow, Name, OpenItem, Reading, Side
from core.dealings import Liability, Part, Settled, Template
from runway.calculators.actuals import Actual, actuals
from runway.calculators.ahead import Ahead, Known, money_ahead
from runway.calculators.available import of_cash
from runway.calculators.base_case import BaseCase, Earmark, base_case
from runway.calculators.documents_ahead import document_entries
from runway.calculators.entries import Dates, Entry, Said
from runway.calculators.forecast import Forecast, forecast
from runway.calculators.forecast_curve import ForecastCurve, forecast_curve
from runway.calculators.learned import Learned, Tuned, learned
from runway.calculators.odds_status import odds_status
from runway.calculators.outlook import Outlook, outlook
from runway.calculators.owned import DateSource, Direction, Owned
from runway.calculators.paid_for import paid_for, row_of_bill
from runway.calculators.planned import Planned
from runway.calculators.recurring import NOWHERE, PostedTo
from runway.calculators.rows import Row
from runway.calculators.sheet import Sheet, sheet
from runway.calculators.status import Status, Why
from runway.calculators.unseen import FEWEST, SAMPLE, Paid, weeks_known
from runway.calculators.weekly_rest import WeekRest, own_rests, unexplained_actuals, weekly_rests
from runway.calculators.weeks import DAY, WEEK

YEAR = timedelta(weeks=52)
Tunings = Mapping[Side, Tuned]
NO_TUNINGS: Tunings = {}
WHY = {
    DateSource.USER: "set by a person",
    DateSource.DECISION: "its payment was approved",
    DateSource.DISPUTE: "disputed",
}
"""What a date of each source says for itself where it goes before a promise."""


@dataclass(frozen=True)
class Facts:
    """What the books tell of one business on its local date (sync/orchestrators/forecast.py says what each is).

    `seed` is what its draws begin from: the same business and date, the same draws.
    """

    today: date
    seed: int
    currency: str
    balances: tuple[Balance, ...]
    flows: tuple[Flow, ...]
    items: tuple[OpenItem, ...]
    moved: tuple[Flow, ...] | None = None
    paid: tuple[Settled, ...] = ()
    received: tuple[Settled, ...] = ()
    liabilities: tuple[Liability, ...] = ()
    posted_to: PostedTo = field(default_factory=lambda: NOWHERE)
    parts: Mapping[Name, tuple[Part, ...]] = field(default_factory=dict)
    templates: tuple[Template, ...] = ()
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True)
class Position:
    """One business on one local date. `forecast` is None where cash is unknown, and so is the sheet.

    `status` is by odds, of the books as they are: what their age takes from it is said where it is shown. `tunings`
    save the next one of the same week work (calculators/learned.py). `undecided` are the documents whose day is a
    decision or a customer's word, as the forecast would have them without. `rests` are the weeks of each account whose
    unexplained is known, `own_rests` those of book cash together, and `unexplained` these as they are on the sheet.
    """

    today: date
    currency: str
    outlook: Outlook
    ahead: Ahead
    forecast: Forecast | None
    actuals: tuple[Actual, ...]
    status: Status
    week_end: int
    tunings: Tunings = field(default_factory=dict, compare=False, repr=False)
    undecided: tuple[Entry, ...] = ()
    rests: tuple[WeekRest, ...] = ()
    own_rests: tuple[WeekRest, ...] = ()
    unexplained: tuple[Actual, ...] = ()

    @property
    def told(self) -> Forecast | None:
        """The forecast where its numbers can be said; None too where the past is too short to show what usually comes.

        What is entered may be below zero even so: red books are told.
        """
        return None if self.status.why is Why.NO_HISTORY else self.forecast

    @property
    def happened(self) -> tuple[Actual, ...]:
        """All that moved, with what no document explains of the weeks of which it is known."""
        return (*self.actuals, *self.unexplained)

    @cached_property
    def curve(self) -> ForecastCurve | None:
        """The cash curve of the forecast, with the past weeks; None where the forecast is."""
        if self.forecast is None or self.outlook.book.total is None:
            return None
        movements, unused = self.outlook.movements, self.ahead.unused
        return forecast_curve(self.forecast, self.outlook.book.total, movements, unused, self.week_end)

    @cached_property
    def expected(self) -> BaseCase:
        """What moves as it is expected; where cash is unknown, on none, so that only the movements can be told."""
        if self.forecast is None:
            return base_case(ZERO, self.ahead.entries, self.today)
        return self.forecast.base

    @cached_property
    def sheet(self) -> Sheet | None:
        """The 13-week sheet, weeks ending as the business chose."""
        if self.forecast is None:
            return None
        return sheet(self.forecast, self.actuals, self.week_end, self.unexplained)


def position(facts: Facts, owned: Owned, tunings: Tunings = NO_TUNINGS) -> Position:
    """The position that follows from books and people's word; nothing else goes into it, no clock and no chance.

    Tunings of an earlier one save work and change no number.
    """
    today = facts.today
    books = (facts.balances, facts.flows, facts.moved, facts.items)
    seen = outlook(*books, facts.currency, today, owned)
    habits = _habits(facts, tunings)
    known = _known(facts, owned, seen, habits)
    ahead = money_ahead(known)
    told = _forecast(ahead, facts, owned, seen)
    rests = weekly_rests(
        facts.balances, facts.flows, facts.readings, seen.spans, today, owned.assumptions.week_end
    )
    own = own_rests(rests, facts.balances, seen.spans)
    return Position(
        today=today,
        currency=facts.currency,
        outlook=seen,
        ahead=ahead,
        forecast=told,
        actuals=actuals(ahead.movements, today, facts.posted_to, paid_for=known.paid_for),
        status=odds_status(told, has_history=_has_history(known), is_explained=not seen.is_material),
        week_end=owned.assumptions.week_end,
        tunings={side: habit.tuned for side, habit in habits.items() if habit.tuned},
        undecided=_undecided(known, owned),
        rests=rests,
        own_rests=own,
        unexplained=unexplained_actuals(own),
    )


def _has_history(known: Known) -> bool:
    """Whether movements are known for so many weeks that something can be said of those to come."""
    return known.since is not None and weeks_known(known.today, known.since) >= FEWEST


def _forecast(ahead: Ahead, facts: Facts, owned: Owned, seen: Outlook) -> Forecast | None:
    if ahead.cash is None:
        return None
    kept = earmarks(owned, facts.balances)
    return forecast(ahead.cash, ahead.entries, facts.today, facts.seed, seen.line, kept)


def earmarks(owned: Owned, balances: Iterable[Balance]) -> tuple[Earmark, ...]:
    """What people set aside of book cash, to the end of its last day."""
    return tuple(
        Earmark(reserve.name, reserve.amount, reserve.until and reserve.until + DAY, reserve.since)
        for reserve in of_cash(owned.reserves, balances)
    )


def _habits(facts: Facts, tunings: Tunings) -> dict[Side, Learned]:
    settled = {Side.RECEIVABLE: facts.received, Side.PAYABLE: facts.paid}
    return {
        side: learned(
            settled[side], [item for item in facts.items if item.side is side], facts.today, tunings.get(side)
        )
        for side in Side
    }


def _known(facts: Facts, owned: Owned, seen: Outlook, habits: Mapping[Side, Learned]) -> Known:
    moved = facts.flows if facts.moved is None else facts.moved
    return Known(
        today=facts.today,
        balances=facts.balances,
        flows=tuple(flow for flow in moved if flow.on > facts.today - YEAR),
        items=facts.items,
        dates=_dates(facts, owned, habits),
        planned=tuple(_planned(facts, owned)),
        liabilities=facts.liabilities,
        posted_to=facts.posted_to,
        rest=seen.rest if seen.is_material and seen.rest and seen.rest.amount < 0 else None,
        settled=tuple(_settled(facts)),
        paid=facts.paid,
        since=min((flow.on for flow in moved), default=None),
        payroll=owned.assumptions.payroll,
        templates=facts.templates,
        paid_for=paid_for(facts.parts, moved, facts.items, (*facts.paid, *facts.received), facts.posted_to),
    )


def _dates(facts: Facts, owned: Owned, habits: Mapping[Side, Learned]) -> Dates:
    promised = {name: one.on for name, one in owned.dates.items() if one.source is DateSource.PROMISE}
    return Dates(
        said={name: Said(one.on, WHY[one.source]) for name, one in owned.dates.items() if one.source in WHY},
        promised={name: on for name, on in promised.items() if on},
        learned={name: chances for habit in habits.values() for name, chances in habit.chances.items()},
    )


def _undecided(known: Known, owned: Owned) -> tuple[Entry, ...]:
    names = {name for name, one in owned.dates.items() if one.source is not DateSource.USER}
    if not names:
        return ()
    said = {name: one for name, one in known.dates.said.items() if name not in names}
    dates = replace(known.dates, said=said, promised={})
    entries = document_entries(known.items, known.today, dates, known.posted_to)
    return tuple(e for e in entries if (e.documents[0].entity, e.documents[0].qbo_id) in names)


def _planned(facts: Facts, owned: Owned) -> Iterator[Planned]:
    for item in owned.known_items:
        row = Row.OTHER_IN if item.direction is Direction.IN else Row.ONE_OFF
        yield Planned(str(item.id), item.name, item.on, item.signed, row, probability=item.probability)


def _settled(facts: Facts) -> Iterator[tuple[Row, Paid]]:
    """When what was paid in the weeks that averages look at had been issued, on the rows of what nobody entered yet."""
    since = facts.today - WEEK * (SAMPLE + 1)
    for one in (*facts.received, *facts.paid):
        if one.paid_on >= since and one.issued_on and one.amount:
            is_in = one.document.entity == "Invoice"
            amount = one.amount if is_in else -one.amount
            yield _row_unseen(one, facts), Paid(one.issued_on, one.paid_on, amount, one.party)


def _row_unseen(one: Settled, facts: Facts) -> Row:
    if one.document.entity == "Invoice":
        return Row.OTHER_IN
    row = row_of_bill(one, facts.posted_to)
    return Row.NOT_BILLED if row is Row.VENDORS else row
