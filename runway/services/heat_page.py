"""What the firm's heat table shows: clients by 13 weeks, each week's headroom over the minimum line in thousands."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from runway import words
from runway.calculators.curve import WEEKS_AHEAD
from runway.calculators.heat import Heat, heat_of
from runway.calculators.weeks import weeks_ahead
from runway.services.board_page import BoardPage, BoardRow

THOUSAND = Decimal(1000)
MARKS = {Heat.ZERO: "◆", Heat.LINE: "▲"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One week of one client: headroom in thousands, its step, and the mark of those that are below something."""

    text: str
    heat: Heat
    mark: str
    css: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One client, `cells` None where a week is unknown; `why` says why there are none at all."""

    client: BoardRow
    line: str
    cells: tuple[Cell | None, ...]
    why: str


@dataclass(frozen=True, slots=True)
class HeatPage:
    """The clients of the board in its order, week by week; `weeks` are the Fridays."""

    board: BoardPage
    weeks: tuple[date, ...]
    rows: tuple[HeatRow, ...]
    steps: tuple[tuple[str, str, str], ...]


def heat_page(board: BoardPage, today: date) -> HeatPage:
    """The heat table of a board that was read already; no queries of its own."""
    fridays = weeks_ahead(today, WEEKS_AHEAD)
    return HeatPage(
        board=board,
        weeks=fridays,
        rows=tuple(_row(client, fridays) for client in board.rows),
        steps=tuple((_css(heat), MARKS.get(heat, ""), heat.value) for heat in Heat),
    )


def _row(client: BoardRow, fridays: tuple[date, ...]) -> HeatRow:
    why = _why(client)
    cells = () if why else tuple(_cells(client, fridays))
    return HeatRow(client, _thousands(client.line), cells, why)


def _why(client: BoardRow) -> str:
    """Why a client has no cells; nothing where it has."""
    if client.known_on:
        return f"unknown: the books are of {words.day(client.known_on)}"
    if client.cash is None or client.lowest is None:
        return f"unknown: {client.reason[:1].lower()}{client.reason[1:]}"
    if not client.weeks:
        return "unknown until its line of the board is computed afresh"
    return "unknown: no minimum line yet" if client.line is None else ""


def _cells(client: BoardRow, fridays: tuple[date, ...]) -> Iterator[Cell | None]:
    known, line = {week.on: week.cash for week in client.weeks}, client.line or Decimal(0)
    for friday in fridays:
        available = known.get(friday)
        if available is None:
            yield None
        else:
            heat = heat_of(available, line)
            yield Cell(_thousands(available - line), heat, MARKS.get(heat, ""), _css(heat))


def _thousands(amount: Decimal | None) -> str:
    """Whole thousands, rounded half up."""
    return words.number(None if amount is None else amount / THOUSAND, 0)


def _css(heat: Heat) -> str:
    return f"h-{heat.name.lower()}"
