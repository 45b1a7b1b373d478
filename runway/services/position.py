"""Flow: mirrored. How one business stands and what is ahead: books and people's word of one moment, as one value."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from core.clock import local_date
from core.models import Business
from core.moment import one_moment
from runway.calculators.owned import Owned
from runway.calculators.position import NO_TUNINGS, Facts, Position, Tunings, position
from runway.calculators.status import Light, Status, Why
from runway.services.marks import marks_of
from runway.services.notes import notes_of
from runway.services.overlay import as_said
from runway.services.owned import owned_of
from runway.services.refusals import refusal
from runway.services.tunings import keep_tunings, kept_tunings
from sync.orchestrators.digest import DigestDataOrchestrator, DigestSnapshot
from sync.orchestrators.forecast import ForecastDataOrchestrator, ForecastSnapshot

__all__ = [
    "Grounds",
    "Position",
    "computed",
    "facts_of",
    "grounds_of",
    "position_of",
    "position_on",
    "read_of",
]

Read = tuple[DigestSnapshot, Owned]
"""Books with people's word on them, and what people told beside them."""


@dataclass(frozen=True)
class Grounds:
    """What a position rests on, all of one moment: facts with people's word on them, and what people own.

    `tunings` rest on the same facts, and save work.
    """

    today: date
    snapshot: ForecastSnapshot
    owned: Owned
    tunings: Tunings


def grounds_of(business: Business, now: datetime, read: Read | None = None) -> Grounds:
    """The grounds of the business's local date; `read` is what was read of the same moment already.

    A constant number of queries.
    """
    today = local_date(now, business.timezone)
    with one_moment():
        books, owned = read or read_of(business, today, now)
        snapshot = ForecastDataOrchestrator(business).load(today, now, books)
        tunings = kept_tunings(business)
    return Grounds(today, snapshot, owned, tunings)


def read_of(business: Business, today: date, now: datetime) -> Read:
    """The books with people's word on them, and what people told beside them."""
    books = DigestDataOrchestrator(business).load(today, now)
    return as_said(books, marks_of(business), notes_of(business)), owned_of(business, today)


def position_of(business: Business, now: datetime, read: Read | None = None) -> Position:
    """The position on the business's local date; `read` as for `grounds_of`. A constant number of queries."""
    return position_on(business, grounds_of(business, now, read), now)


def position_on(business: Business, on: Grounds, now: datetime) -> Position:
    """The position that follows from grounds; what it learned of the past is kept for the next one of the week."""
    found = computed(on.snapshot, on.owned, business, on.today, on.tunings)
    keep_tunings(business, on.tunings, found.tunings, now)
    return found


def computed(
    snapshot: ForecastSnapshot, owned: Owned, business: Business, today: date, tunings: Tunings = NO_TUNINGS
) -> Position:
    """The position that follows from a snapshot with people's word on it; promises are in `owned`.

    Tunings of an earlier position save work (calculators/learned.py).
    Of books that are not fit to carry numbers there is no forecast (services/refusals.py).
    """
    found = position(facts_of(snapshot, business, today), owned, tunings)
    if refusal(snapshot.books):
        return replace(found, forecast=None, status=Status(Light.UNKNOWN, Why.NOT_FIT))
    return found


def facts_of(snapshot: ForecastSnapshot, business: Business, today: date) -> Facts:
    """A snapshot as calculators take it."""
    books = snapshot.books
    return Facts(
        today=today,
        seed=business.pk or 0,
        currency=business.home_currency,
        balances=books.balances,
        flows=books.flows,
        items=books.open_items,
        moved=books.moved,
        paid=snapshot.paid,
        received=snapshot.received,
        liabilities=snapshot.liabilities,
        posted_to=snapshot.posted_to,
        parts=snapshot.parts,
        templates=snapshot.templates,
    )
