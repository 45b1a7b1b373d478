"""Finds what vendors bill again and again, where the days on which it is paid slip too far to show it (RUNWAY 4)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from core.cash import Document, OpenItem, Side
from core.dealings import Settled
from runway.calculators.movements import Movement
from runway.calculators.recurring import NOWHERE, PostedTo, Series, recurring

BILL, PAYMENT = "bill", "bill payment"


def bills_as_moves(settled: Iterable[Settled], items: Iterable[OpenItem]) -> tuple[Movement, ...]:
    """Every bill as if it were paid on the day it is of: settled or open, each once."""
    paid = [
        Movement(one.issued_on, -one.amount, BILL, one.party, one.document)
        for one in settled
        if one.issued_on and one.amount and one.document.entity == "Bill"
    ]
    waiting = [
        Movement(item.issued_on, -item.total, BILL, item.party, item.document)
        for item in items
        if item.side is Side.PAYABLE and item.open > 0 and item.issued_on and item.document.entity == "Bill"
    ]
    return (*paid, *waiting)


def recurring_bills(
    bills: Iterable[Movement],
    settled: Iterable[Settled],
    paid: Iterable[Series],
    today: date,
    posted_to: PostedTo = NOWHERE,
) -> tuple[Series, ...]:
    """Series of bills of parties whose payments (`paid`) show none, so that nothing is of two series.

    Dates are those of the bills, `slips` the days from the rhythm's own until they were paid.
    """
    known = {one.party for one in paid if one.amount < 0}
    bills = [bill for bill in bills if bill.party and bill.party not in known]
    paid_on = {one.document: one.paid_on for one in settled}
    issued = {bill.document: bill.on for bill in bills}
    found = recurring(bills, today, posted_to)
    return tuple(replace(one, slips=_days_to_pay(one, issued, paid_on) or one.slips) for one in found)


def in_payments(series: Iterable[Series], movements: Iterable[Movement]) -> tuple[Series, ...]:
    """Series of bills as what pays them is told: by bill payments, or by cheque without a bill."""
    kinds = sorted({PAYMENT, *(movement.kind for movement in movements if movement.amount < 0)})
    return tuple(replace(one, kind=kind) for one in series for kind in kinds)


def _days_to_pay(
    series: Series, issued: Mapping[Document, date], paid_on: Mapping[Document, date]
) -> tuple[int, ...]:
    rhythm = series.rhythm
    return tuple(
        (paid_on[document] - rhythm.on(rhythm.near(issued[document]))).days
        for document in series.documents
        if document in paid_on
    )
