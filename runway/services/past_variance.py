"""Flow: mirrored. A kept week against what became of it, row by row and by kind (RUNWAY 4)."""

from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal

from core.cash import ZERO
from runway import words
from runway.calculators.actuals import Actual
from runway.calculators.base_case import BaseCase
from runway.calculators.position import Position
from runway.calculators.rows import Row
from runway.calculators.variance import Difference, Kind, RowVariance, variance
from runway.calculators.weeks import DAY, WEEK, week_end
from runway.services.past_weeks_page import PieceRow, VarianceRow, VarianceTable, parts_of

PIECES_SHOWN = 12
AVERAGE = "What nobody had entered: the average of past weeks"


def variance_of(
    monday: date,
    before: BaseCase,
    known: Collection[Actual],
    position: Position,
    fixed: Collection[str],
    known_on: date,
) -> VarianceTable | None:
    """The calendar week of a kept Monday, from the day that its forecast is of to its Sunday or the day of the books.

    What no document explains is told to the end of the sheet's week, the day at which it is known, and is on no row
    where it is not. None where there is no forecast now.
    """
    if position.forecast is None:
        return None
    now, last = position.forecast.base, monday + WEEK - DAY
    until = min(last, known_on)
    found = variance(before, now, position.actuals, until, known, fixed)
    rows = (
        *(_row(row, row.row.value) for row in found if row.row is not Row.UNEXPLAINED),
        *_unexplained(before, known, position, until),
    )
    return VarianceTable(before.today, until, known_on > last, rows, _total(rows))


def _unexplained(
    before: BaseCase, known: Collection[Actual], position: Position, until: date
) -> Iterator[VarianceRow]:
    """Its row, up to the last day of the week at whose close all accounts were read, or to today."""
    ends = min(week_end(before.today, position.week_end), until)
    if position.forecast and any(rest.until == ends for rest in position.own_rests):
        found = variance(before, position.forecast.base, position.unexplained, ends, known)
        name = Row.UNEXPLAINED.value + (f", to {words.short_day(ends)}" if ends < until else "")
        yield from (_row(row, name) for row in found if row.row is Row.UNEXPLAINED)


def _row(row: RowVariance, name: str) -> VarianceRow:
    changed = [piece for piece in row.pieces if piece.amount]
    return VarianceRow(
        name=name,
        forecast=row.forecast,
        actual=row.actual,
        difference=row.difference,
        kinds=parts_of(row.kinds),
        pieces=tuple(map(_piece, changed[:PIECES_SHOWN])),
        more=len(changed[PIECES_SHOWN:]),
    )


def _piece(piece: Difference) -> PieceRow:
    """An average is named so, and by none of the documents that came on its row."""
    is_average = bool(piece.forecast) and not piece.key
    return PieceRow(
        party=AVERAGE if is_average else piece.party,
        documents=() if is_average else piece.documents[:1],
        forecast=piece.forecast,
        actual=piece.actual,
        difference=piece.amount,
        kinds=tuple(part for part in parts_of(piece.kinds) if part.amount),
    )


def _total(rows: tuple[VarianceRow, ...]) -> VarianceRow:
    kinds: dict[Kind, Decimal] = dict.fromkeys(Kind, ZERO)
    for row in rows:
        for part in row.kinds:
            kinds[part.kind] += part.amount
    forecast, actual = (sum((getattr(row, name) for row in rows), ZERO) for name in ("forecast", "actual"))
    return VarianceRow("All rows", forecast, actual, actual - forecast, parts_of(kinds))
