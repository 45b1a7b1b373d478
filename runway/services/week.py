"""This week in and out, by name: what moved since the last week ended, and what is due by the end of this one."""

from collections.abc import Iterable
from datetime import date

from core.cash import ZERO, OpenItem
from runway.calculators.coming import coming
from runway.calculators.curve import closing_of
from runway.calculators.position import Position
from runway.calculators.weeks import WEEK, week_end
from runway.services.week_page import ThisWeek

DUE_NAMED = 5
MOVED_NAMED = 2


def this_week(items: Iterable[OpenItem], position: Position, known_on: date | None = None) -> ThisWeek:
    """The largest of each side by name, sums over all. A movement dated ahead is in cash today, so it counts.

    Of books known only up to a day it is unknown what moved since. What the week closes with is unknown where nothing
    ahead is told.
    """
    seen, today = position.outlook, position.today
    until = week_end(today, position.week_end)
    since = until - WEEK
    ahead = coming(items, today, (until - today).days + 1)
    due_in, due_out = (
        sorted(side.lines, key=lambda line: -line.amount) for side in (ahead.due_in, ahead.due_out)
    )
    moved = sorted((m for m in seen.movements if m.on > since), key=lambda m: (-abs(m.amount), m.on))
    into, out_of = [m for m in moved if m.amount > 0], [m for m in moved if m.amount < 0]
    cash = None if known_on else seen.book.total
    is_known = cash is not None and not seen.is_material
    return ThisWeek(
        since=since,
        until=until,
        opening=closing_of(since, cash or ZERO, seen.movements) if is_known else None,
        moved_in=tuple(into[:MOVED_NAMED]),
        moved_out=tuple(out_of[:MOVED_NAMED]),
        more_moved_in=max(len(into) - MOVED_NAMED, 0),
        more_moved_out=max(len(out_of) - MOVED_NAMED, 0),
        came_in=None if known_on else sum((m.amount for m in into), ZERO),
        went_out=None if known_on else sum((m.amount for m in out_of), ZERO),
        due_in=tuple(due_in[:DUE_NAMED]),
        due_out=tuple(due_out[:DUE_NAMED]),
        more_in=max(len(due_in) - DUE_NAMED, 0),
        more_out=max(len(due_out) - DUE_NAMED, 0),
        total_in=ahead.due_in.total,
        total_out=ahead.due_out.total,
        closing=cash + ahead.due_in.total - ahead.due_out.total
        if cash is not None and position.told
        else None,
        expected=position.curve.weeks[0].closing if position.curve else None,
    )
