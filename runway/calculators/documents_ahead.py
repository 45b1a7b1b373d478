"""Open documents as money to come, each dated by the highest authority that knows a usable date (RUNWAY 4)."""

from collections.abc import Iterable
from datetime import date

from core.cash import Name, OpenItem, Side
from runway.calculators.chances import Chances
from runway.calculators.crediting import Owed, less_credits
from runway.calculators.entries import UNDATED, Dates, Entry, Rule
from runway.calculators.recurring import NOWHERE, PostedTo
from runway.calculators.rows import Row, row_of_outflow


def document_entries(
    items: Iterable[OpenItem], today: date, dates: Dates = UNDATED, posted_to: PostedTo = NOWHERE
) -> tuple[Entry, ...]:
    """One entry for each document with something left after its party's credits; none is dropped.

    In order of authority: a person's date, a promise, the learned distribution, the due date. What the ledger dates
    itself is not open any more (`planned.dated_ahead`). A date that has passed says nothing any more and the next
    authority speaks; what is overdue with nothing learned waits from tomorrow on, never today.
    """
    return tuple(_entry(owed, today, dates, posted_to) for owed in less_credits(items).owed)


def dated_by(item: OpenItem, today: date, dates: Dates) -> tuple[Rule, Chances]:
    """Which rule dates a document, and when it moves money; `basis` says what that rests on."""
    name = item.document.name
    told = _told(name, today, dates)
    if told is not None:
        return told
    if learned := dates.learned.get(name):
        return Rule.LEARNED, learned
    if item.due_on is not None and item.due_on >= today:
        return Rule.DUE_DATE, Chances.on(item.due_on, today, f"due {item.due_on}")
    said = "no due date" if item.due_on is None else f"was due {item.due_on}"
    return Rule.WAITING, Chances.waiting(
        basis=f"{said}, nothing learned: a month on average from tomorrow on"
    )


def _told(name: Name, today: date, dates: Dates) -> tuple[Rule, Chances] | None:
    """The first date that somebody set, if it is not past."""
    said = dates.said.get(name)
    if said is not None and said.on is None:
        return Rule.USER_DATE, Chances((), said.why or "set: not within the forecast")
    told = (
        (Rule.USER_DATE, said.on if said else None, (said.why if said else "") or "set by a person"),
        (Rule.PROMISE, dates.promised.get(name), "promised"),
    )
    usable = ((rule, Chances.on(on, today, f"{why}: {on}")) for rule, on, why in told if on and on >= today)
    return next(usable, None)


def _entry(owed: Owed, today: date, dates: Dates, posted_to: PostedTo) -> Entry:
    item = owed.item
    rule, chances = dated_by(item, today, dates)
    return Entry(
        key=f"{item.document.entity}:{item.document.qbo_id}:{item.party_id or item.party}",
        row=_row(item, today, posted_to),
        rule=rule,
        amount=owed.left if item.side is Side.RECEIVABLE else -owed.left,
        chances=chances,
        party=item.party,
        documents=(item.document, *owed.credits),
        assumption=chances.basis,
        due_on=item.due_on,
        known_since=item.issued_on,
    )


def _row(item: OpenItem, today: date, posted_to: PostedTo) -> Row:
    if item.side is Side.RECEIVABLE:
        return Row.OVERDUE if item.due_on is not None and item.due_on < today else Row.NOT_DUE
    return row_of_outflow("bill", item.party, posted_to.get(item.document.name, ()))
