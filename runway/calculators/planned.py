"""Money to come that no open document tells of: recurring, known, filed, in transit, dated ahead, unexplained."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.cash import AccountKind, Balance, Document
from runway.calculators.cadence import SATURDAY
from runway.calculators.cents import CENT
from runway.calculators.chances import AHEAD, Chances
from runway.calculators.entries import SURE, Entry, Rule
from runway.calculators.expected import Expected
from runway.calculators.movements import Movement
from runway.calculators.recurring import NOWHERE, PostedTo, row_of
from runway.calculators.rows import Row
from runway.calculators.unexplained import Rest
from runway.calculators.weeks import DAY, WEEK

BANKING_DAYS = 3  # in which what was received is in the bank
MISSING_WAIT = 14  # days that a missing bill takes on average to be entered and paid


@dataclass(frozen=True, slots=True)
class Planned:
    """Money that people or the books announce with a date: a known item, a liability at its filing date.

    `amount` is signed.
    """

    key: str
    text: str
    on: date
    amount: Decimal
    row: Row
    rule: Rule = Rule.KNOWN
    probability: Decimal = SURE
    documents: tuple[Document, ...] = ()


def planned_entries(planned: Iterable[Planned], today: date) -> tuple[Entry, ...]:
    """What was announced. Its day gone by, it waits from tomorrow on, never dropped."""
    return tuple(_planned(item, today) for item in planned)


def expected_entries(
    found: Iterable[Expected], today: date, filed: Iterable[Planned] = ()
) -> tuple[Entry, ...]:
    """Recurring money on its dates, as early or late as it used to come; missing bills stay reserved.

    A liability filed for the same row within half a period stands for it. Recurring receipts do not
    count: nobody has invoiced them.
    """
    filed = tuple(filed)
    return tuple(
        _expected(e, today) for e in found if e.amount < 0 and not any(_stands_for(plan, e) for plan in filed)
    )


def in_transit(balances: Iterable[Balance], today: date) -> tuple[Entry, ...]:
    """Undeposited funds, alike on each of the next three banking days (RUNWAY 2)."""
    days = [ahead for ahead in range(1, 8) if (today + DAY * ahead).weekday() < SATURDAY][:BANKING_DAYS]
    chances = Chances.over(days, f"in the bank within {BANKING_DAYS} banking days")
    return tuple(
        Entry(
            key=f"in transit:{balance.account_id}",
            row=Row.IN_TRANSIT,
            rule=Rule.IN_TRANSIT,
            amount=balance.home.quantize(CENT),
            chances=chances,
            party=balance.name,
            documents=(Document("Account", balance.account_id),),
            assumption=chances.basis,
        )
        for balance in balances
        if balance.kind is AccountKind.UNDEPOSITED and balance.home
    )


def dated_ahead(
    movements: Iterable[Movement], today: date, posted_to: PostedTo = NOWHERE
) -> tuple[Entry, ...]:
    """Movements that the ledger dates after today: book cash has them already, the bank not before their day."""
    return tuple(_dated(movement, today, posted_to) for movement in movements if movement.on > today)


def weekly_entries(
    key: str, row: Row, weeks: Iterable[tuple[Decimal, float]], assumption: str, party: str = ""
) -> Iterator[Entry]:
    """Money that trickles: a signed amount for each of the weeks from tomorrow on, and how much it varies."""
    for number, (amount, varies) in enumerate(weeks):
        days = range(1 + 7 * number, 8 + 7 * number)
        yield Entry(
            key=f"{key}:{number}",
            row=row,
            rule=Rule.RUN_RATE,
            amount=amount.quantize(CENT),
            chances=Chances.over(days, assumption),
            party=party,
            assumption=assumption,
            is_spread=True,
            varies=varies,
        )


def unexplained_entries(rest: Rest | None) -> tuple[Entry, ...]:
    """What no document explains, going on at its daily average for 13 weeks (RUNWAY 2); nothing where it is unknown."""
    if rest is None or not rest.amount:
        return ()
    words = f"average of {rest.days} days to {rest.until}"
    weeks = [(rest.a_day * WEEK.days, 0.0)] * (AHEAD // WEEK.days)
    return tuple(weekly_entries("unexplained", Row.UNEXPLAINED, weeks, words))


def _planned(item: Planned, today: date) -> Entry:
    late = item.on < today
    basis = f"expected {item.on}, not seen: a month on average from tomorrow on" if late else item.text
    return Entry(
        key=f"{item.rule.name.lower()}:{item.key}",
        row=item.row,
        rule=item.rule,
        amount=item.amount,
        chances=Chances.waiting(basis=basis) if late else Chances.on(item.on, today, basis),
        party=item.text,
        documents=item.documents,
        assumption=basis,
        probability=item.probability,
        due_on=item.on,
    )


def _expected(e: Expected, today: date) -> Entry:
    words = _basis(e)
    return Entry(
        key=e.key,
        row=_row_of(e),
        rule=Rule.MISSING if e.is_missing else Rule.RECURRING,
        amount=e.amount,
        chances=_when(e, today, words),
        party=e.series.party,
        documents=e.series.documents,
        assumption=words,
        varies=float(e.series.spread) / 2,
        due_on=e.on,
    )


def _basis(e: Expected) -> str:
    """What was seen, what a template states, or both."""
    series = e.series
    seen = f"{series.rhythm.cadence}, seen {len(series.dates)} times, last {series.dates[-1]}"
    return "; ".join(filter(None, (seen if series.documents else "", e.stated)))


def _row_of(e: Expected) -> Row:
    """Vendors that nobody has billed yet have a row of their own."""
    return Row.NOT_BILLED if e.series.row is Row.VENDORS else e.series.row


def _when(e: Expected, today: date, words: str) -> Chances:
    ahead = [(e.on - today).days + slip for slip in e.series.slips]
    possible = [day for day in ahead if day >= 0]
    if e.is_missing or not possible:
        return Chances.waiting(MISSING_WAIT, words)
    return Chances.over(possible, words)


def _stands_for(plan: Planned, e: Expected) -> bool:
    return plan.row is e.series.row and abs(plan.on - e.on) <= e.series.rhythm.half


def _dated(movement: Movement, today: date, posted_to: PostedTo) -> Entry:
    basis = f"dated {movement.on} in QuickBooks"
    return Entry(
        key=f"dated:{movement.document.entity}:{movement.document.qbo_id}:{movement.on}",
        row=row_of(movement, posted_to),
        rule=Rule.DATED_AHEAD,
        amount=movement.amount,
        chances=Chances.on(movement.on, today, basis),
        party=movement.party,
        documents=(movement.document,),
        assumption=basis,
        known_since=movement.on,
    )
