"""The lines of the sheet as people read them: under headings, money out positive, with keys that fit an address."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from hashlib import blake2s

from django.utils.text import slugify

from core.cash import ZERO
from runway.calculators.keeping import ShownSheet
from runway.calculators.rows import DISBURSEMENTS, RECEIPTS
from runway.calculators.sheet import Line as Computed
from runway.calculators.sheet import Sheet
from runway.calculators.sheet_grid import WEEKS_BACK
from runway.calculators.weeks import WEEK
from runway.services.forecast_page import Block, Cell, Column, Line, Rank

VENDOR = "vendor:"
RANKS = {
    "opening": Rank.STRONG,
    "receipts": Rank.SUM,
    "disbursements": Rank.SUM,
    "net_operating": Rank.NET,
    "net": Rank.NET,
    "closing": Rank.GRAND,
    "available": Rank.SUM,
    "headroom": Rank.STRONG,
}
MEMO = ("undrawn", "open_ar", "open_ap", "open_overdue", "p10", "p90")
BELOW_CLOSING = ("earmarked", "available", "line", "headroom")
CHANGES = frozenset({"net_operating", "net", "unexplained"})


@dataclass(frozen=True, slots=True)
class Laid:
    """The sheet laid out: its weeks and its blocks of lines."""

    columns: tuple[Column, ...]
    blocks: tuple[Block, ...]


def laid_out(made: Sheet | ShownSheet, minimum: Decimal | None) -> Laid:
    """Columns and blocks of a sheet, of today or as it was; cells of available cash below the line are marked."""
    columns = columns_of(made)
    lines = {line.key: _line(line, columns, minimum) for line in made.lines}
    receipts = [line.key for line in made.lines if line.row in RECEIPTS]
    spent = [line.key for line in made.lines if line.row in DISBURSEMENTS]
    blocks = (
        ("", ("opening",)),
        ("Receipts", (*receipts, "receipts")),
        ("Disbursements", (*spent, "disbursements")),
        ("", ("unexplained", "net_operating", "net", "closing")),
        ("", BELOW_CLOSING),
        ("Memo", MEMO),
    )
    return Laid(columns, tuple(Block(name, tuple(lines[key] for key in keys)) for name, keys in blocks))


def columns_of(made: Sheet | ShownSheet) -> tuple[Column, ...]:
    """The weeks with their first days."""
    day = WEEK / 7
    return tuple(Column(week.ends_on - WEEK + day, week.ends_on, week.is_actual) for week in made.weeks)


def address_of(key: str) -> str:
    """What an address calls a line: large vendors by their name and a sum of it, since names may hold anything."""
    if not key.startswith(VENDOR):
        return key
    party = key.removeprefix(VENDOR)
    return f"vendor-{slugify(party)[:40]}-{blake2s(party.encode(), digest_size=4).hexdigest()}"


def line_at(made: Sheet, address: str) -> Computed | None:
    """The line that an address names; None where today's sheet has none."""
    return next((line for line in made.lines if address_of(line.key) == address), None)


def sign_of(line: Computed) -> int:
    """Money out is shown positive under its heading."""
    return -1 if line.row in DISBURSEMENTS or line.key == "disbursements" else 1


def shown(line: Computed, amount: Decimal | None) -> Decimal | None:
    """An amount as its line shows it: a nought without a sign."""
    return None if amount is None else amount * sign_of(line) or ZERO


def _line(line: Computed, columns: Iterable[Column], minimum: Decimal | None) -> Line:
    return Line(
        key=address_of(line.key),
        name=line.name,
        rank=RANKS.get(line.key, Rank.MEMO if line.key in MEMO else Rank.PLAIN),
        is_change=line.key in CHANGES,
        cells=tuple(_cells(line, columns, minimum)),
        total=shown(line, _total(line)),
        untold=_untold(line),
    )


def _cells(line: Computed, columns: Iterable[Column], minimum: Decimal | None) -> Iterator[Cell]:
    floor = {"available": minimum, "headroom": ZERO}.get(line.key)
    for column, amount in zip(columns, line.amounts, strict=True):
        is_below = floor is not None and amount is not None and amount < floor
        yield Cell(column.ends_on, column.is_actual, shown(line, amount), is_below)


def _total(line: Computed) -> Decimal | None:
    """The sum of the weeks; of what stands below closing cash where it ends."""
    return line.amounts[-1] if line.key in (*BELOW_CLOSING, *MEMO) else line.total


def _untold(line: Computed) -> int:
    """What stands below closing cash is told from this week on; all of it unknown: in no week."""
    if line.key not in (*BELOW_CLOSING, *MEMO):
        return 0
    return len(line.amounts) if set(line.amounts) == {None} else WEEKS_BACK
