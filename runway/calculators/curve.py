"""Draws cash over time from two facts: what moved (past weeks) and when open documents fall due (ahead).

It is not a forecast: a due date is a term, not an arrival. What has no usable date is counted beside it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import accumulate

from core.cash import ZERO, OpenItem, Side
from runway.calculators.available import held_on
from runway.calculators.movements import Movement
from runway.calculators.owned import Reserve
from runway.calculators.weeks import DAY, FRIDAY, WEEK, complete_weeks, weeks_ahead

WEEKS_BACK = 8
WEEKS_AHEAD = 13


@dataclass(frozen=True, slots=True)
class Point:
    """Closing cash of one day."""

    on: date
    cash: Decimal


@dataclass(frozen=True, slots=True)
class DueWeek:
    """Open documents due in the week to `ends_on`, and closing cash if each is paid on its due date.

    `available` is the closing less what is set aside on that day.
    """

    ends_on: date
    money_in: Decimal
    money_out: Decimal
    closing: Decimal
    available: Decimal


@dataclass(frozen=True, slots=True)
class InOut:
    """Amounts on both sides: what customers owe, what vendors are owed. Credits make them smaller."""

    money_in: Decimal = ZERO
    money_out: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class CashCurve:
    """Past weekly closings from movements, today's book cash, and 13 weeks of due dates.

    From today on `days` and `lowest` are of available cash: book cash less what is set aside on the day (RUNWAY 3.3).
    `on_curve + overdue + undated + credits + later` is everything open, by side. `overdue`: the due date
    has passed, the arrival date is unknown. `credits`: without a date, their use is unknown. `later`: due
    after the last week.
    """

    actual: tuple[Point, ...]
    today: Point
    weeks: tuple[DueWeek, ...]
    days: tuple[Point, ...]
    lowest: Point
    on_curve: InOut
    overdue: InOut
    undated: InOut
    credits: InOut
    later: InOut


def cash_curve(
    cash: Decimal,
    movements: Iterable[Movement],
    items: Iterable[OpenItem],
    today: date,
    reserves: Collection[Reserve] = (),
) -> CashCurve:
    """The curve from book cash at the start of today; every open document on its due date, none dropped.

    `days` is what is available at the close of each day from today to the last Friday, `lowest` the first day of
    their minimum. `reserves` are those that book cash holds.
    """
    sides = _sides(tuple(items), today)
    by_day = _by_day(sides["on_curve"])
    book = _daily(cash, by_day, today)
    days = tuple(Point(point.on, point.cash - held_on(reserves, point.on)) for point in book)
    totals = {name: _in_out(group) for name, group in sides.items()}
    return CashCurve(
        actual=past_closings(cash, movements, today),
        today=Point(today, cash),
        weeks=_weekly(book, days, by_day, today),
        days=days,
        lowest=min(days, key=lambda point: (point.cash, point.on)),
        **totals,
    )


def past_closings(
    cash: Decimal, movements: Iterable[Movement], today: date, last: int = FRIDAY
) -> tuple[Point, ...]:
    """Closing cash of the last eight complete weeks: today's book cash less every movement after each week's last day.

    Weeks before the first known movement are left out: a gap, not a flat line.
    """
    movements = tuple(movements)
    first = min((m.on for m in movements), default=today)
    return tuple(
        Point(ends_on, cash - sum((m.amount for m in movements if m.on > ends_on), ZERO))
        for ends_on in complete_weeks(today, WEEKS_BACK, last)
        if ends_on >= first
    )


def closing_of(day: date, cash: Decimal, movements: Iterable[Movement]) -> Decimal | None:
    """Cash at the close of a past day, from today's; None where no movement is known from that day or before."""
    movements = tuple(movements)
    if all(m.on > day for m in movements):
        return None
    return cash - sum((m.amount for m in movements if m.on > day), ZERO)


def _sides(items: tuple[OpenItem, ...], today: date) -> dict[str, list[OpenItem]]:
    sides: dict[str, list[OpenItem]] = {n: [] for n in ("on_curve", "overdue", "undated", "credits", "later")}
    end = weeks_ahead(today, WEEKS_AHEAD)[-1]
    for item in items:
        sides[_place(item, today, end)].append(item)
    return sides


def _place(item: OpenItem, today: date, end: date) -> str:
    if item.due_on is None:
        return "credits" if item.open < 0 else "undated"
    if item.due_on < today:
        return "overdue"
    return "on_curve" if item.due_on <= end else "later"


def _in_out(items: Iterable[OpenItem]) -> InOut:
    total = InOut()
    for item in items:
        total = _plus(total, item)
    return total


def _plus(total: InOut, item: OpenItem) -> InOut:
    if item.side is Side.RECEIVABLE:
        return replace(total, money_in=total.money_in + item.open)
    return replace(total, money_out=total.money_out + item.open)


def _by_day(items: list[OpenItem]) -> dict[date, InOut]:
    days: dict[date, InOut] = {}
    for item in items:
        if item.due_on is not None:
            days[item.due_on] = _plus(days.get(item.due_on, InOut()), item)
    return days


def _daily(cash: Decimal, by_day: dict[date, InOut], today: date) -> tuple[Point, ...]:
    last = weeks_ahead(today, WEEKS_AHEAD)[-1]
    days = [today + DAY * ahead for ahead in range((last - today).days + 1)]
    nets = (by_day[day].money_in - by_day[day].money_out if day in by_day else ZERO for day in days)
    closings = list(accumulate(nets, initial=cash))[1:]
    return tuple(Point(day, closing) for day, closing in zip(days, closings, strict=True))


def _weekly(
    book: tuple[Point, ...], days: tuple[Point, ...], by_day: dict[date, InOut], today: date
) -> tuple[DueWeek, ...]:
    closings = {point.on: point.cash for point in book}
    available = {point.on: point.cash for point in days}
    fridays = weeks_ahead(today, WEEKS_AHEAD)
    return tuple(_week(friday, closings[friday], available[friday], by_day) for friday in fridays)


def _week(friday: date, closing: Decimal, available: Decimal, by_day: dict[date, InOut]) -> DueWeek:
    inside = [flows for day, flows in by_day.items() if friday - WEEK < day <= friday]
    money_in = sum((flows.money_in for flows in inside), ZERO)
    money_out = sum((flows.money_out for flows in inside), ZERO)
    return DueWeek(friday, money_in, money_out, closing, available)
