"""Flow: mirrored. A kept week against what became of it, row by row and by kind (RUNWAY 4)."""

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal

from core.cash import ZERO
from runway.calculators.actuals import Actual
from runway.calculators.base_case import BaseCase
from runway.calculators.rows import Row
from runway.calculators.variance import Difference, Kind, RowVariance, variance
from runway.calculators.weeks import DAY, WEEK
from runway.services.past_weeks_page import PieceRow, VarianceRow, VarianceTable, parts_of

PIECES_SHOWN = 12
AVERAGE = "What nobody had entered: the average of past weeks"


def variance_of(
    monday: date,
    before: BaseCase,
    known: Iterable[Actual],
    now: BaseCase,
    happened: Iterable[Actual],
    fixed: Collection[str],
    known_on: date,
) -> VarianceTable:
    """The calendar week of a kept Monday, from the day that its forecast is of to its Sunday or the day of the books.

    What no document explains is on no row: of single weeks nobody knows what came of it.
    """
    last = monday + WEEK - DAY
    until = min(last, known_on)
    found = variance(before, now, happened, until, known, fixed)
    rows = tuple(_row(row) for row in found if row.row is not Row.UNEXPLAINED)
    return VarianceTable(before.today, until, known_on > last, rows, _total(rows))


def _row(row: RowVariance) -> VarianceRow:
    changed = [piece for piece in row.pieces if piece.amount]
    return VarianceRow(
        name=row.row.value,
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
