"""Which documents a movement of money was for: payments by their invoices or bills, deposits by their payments."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from core.cash import Flow, Name, OpenItem, Side
from core.dealings import Part, Settled
from runway.calculators.actuals import PaidFor, Piece
from runway.calculators.recurring import NOWHERE, PostedTo
from runway.calculators.rows import Row, row_of_outflow

Parts = Mapping[Name, tuple[Part, ...]]
RECEIVED = frozenset({"Payment", "SalesReceipt", "RefundReceipt"})


def paid_for(
    parts: Parts,
    flows: Iterable[Flow],
    items: Iterable[OpenItem],
    settled: Iterable[Settled],
    posted_to: PostedTo = NOWHERE,
) -> PaidFor:
    """The pieces of each document that moved money and has parts, on the rows of what it paid as of that day.

    Parts of which nothing is known, and credits that were used, are no pieces.
    """
    known: dict[Name, Settled | OpenItem] = {item.document.name: item for item in items}
    known |= {one.document.name: one for one in settled}
    days = {flow.document.name: flow.on for flow in flows}
    return {
        name: tuple(_pieces(of, parts, known, days[name], posted_to))
        for name, of in parts.items()
        if name in days
    }


def row_of_bill(of: Settled | OpenItem, posted_to: PostedTo) -> Row:
    """The row of money that goes to a vendor's document."""
    name = of.document.name
    return row_of_outflow("bill", of.party, posted_to.get(name, ()))


def _pieces(
    of: Iterable[Part],
    parts: Parts,
    known: Mapping[Name, Settled | OpenItem],
    on: date,
    posted_to: PostedTo,
) -> Iterator[Piece]:
    for part in (inner for outer in of for inner in _within(outer, parts)):
        document = known.get(part.document.name)
        if document is not None:
            row = _row_paid(document, on, posted_to)
            yield Piece(document.document, part.amount, row, document.party)
        elif part.document.entity in RECEIVED:
            yield Piece(part.document, part.amount, Row.COLLECTED)


def _within(part: Part, parts: Parts) -> Iterator[Part]:
    """A payment that a deposit collects, as the parts of the payment as far as they go; else the part itself."""
    left = part.amount
    for inner in parts.get(part.document.name, ()):
        if amount := min(inner.amount, left):
            left -= amount
            yield Part(inner.document, amount)
    if left:
        yield Part(part.document, left)


def _row_paid(of: Settled | OpenItem, on: date, posted_to: PostedTo) -> Row:
    if of.document.entity == "Bill" or (isinstance(of, OpenItem) and of.side is Side.PAYABLE):
        return row_of_bill(of, posted_to)
    if of.due_on is None or of.document.entity != "Invoice":
        return Row.COLLECTED
    return Row.OVERDUE if of.due_on < on else Row.NOT_DUE
