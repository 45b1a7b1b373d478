"""Flow: mirrored. The seal "books agree", and the page behind it: each side, its difference, the documents between."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.cash import Document
from core.models import Business
from runway import words
from runway.services.connect_page import Pill
from runway.services.quickbooks_links import link
from runway.services.sync import local
from sync.orchestrators.books import Between, Books, Side, TieState, books_of

STATES = {
    TieState.AGREES: Pill("green", "Agrees"),
    TieState.EXPLAINED: Pill("amber", "Differs, explained"),
    TieState.UNEXPLAINED: Pill("red", "Differs, unexplained"),
    TieState.MOVING: Pill("grey", "Books moved meanwhile"),
}


@dataclass(frozen=True, slots=True)
class Seal:
    """Whether "books agree" holds, and the sentence that says so or why not."""

    holds: bool
    words: str
    slug: str


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document between the figures: where it is in QuickBooks, what it is, its share."""

    link: str
    kind: str
    words: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class SideRow:
    """One line of the table."""

    name: str
    mirror: Decimal | None
    qbo: Decimal
    difference: Decimal
    pill: Pill
    documents: tuple[DocumentRow, ...]


@dataclass(frozen=True, slots=True)
class BooksPage:
    """All sides of the last comparison."""

    name: str
    slug: str
    currency: str
    seal: Seal
    at: datetime | None
    rows: tuple[SideRow, ...]


def seal_of(business: Business, now: datetime) -> Seal:
    """The seal of one business. One query."""
    return seal(books_of([business])[business.pk], business, now)


def seal(books: Books, business: Business, now: datetime) -> Seal:
    """Says only what was compared: the day of the reports, or why that is not enough."""
    return Seal(books.holds(now), _sentence(books, now), business.slug)


def books_page(business: Business, now: datetime) -> BooksPage:
    """The page of one business. One query."""
    books = books_of([business])[business.pk]
    return BooksPage(
        name=business.name,
        slug=business.slug,
        currency=business.home_currency,
        seal=seal(books, business, now),
        at=local(books.at, business.timezone),
        rows=tuple(map(_row, books.sides)),
    )


def _sentence(books: Books, now: datetime) -> str:
    if books.as_of is None:
        return "Books not yet compared with QuickBooks’ reports"
    day = words.short_day(books.as_of)
    if not books.agree:
        wrong = sum(not side.agrees for side in books.sides)
        return f"{wrong} of {len(books.sides)} figures did not agree with QuickBooks’ reports as of {day}"
    return (
        f"Books agreed as of {day}; not compared since" if books.is_old(now) else f"Books agree as of {day}"
    )


def _row(side: Side) -> SideRow:
    documents = tuple(map(_document, side.documents))
    return SideRow(side.name, side.mirror, side.qbo, side.difference, STATES[side.state], documents)


def _document(one: Between) -> DocumentRow:
    about = Document(one.entity, one.qbo_id)
    return DocumentRow(link(about) if one.qbo_id else "", one.kind, one.words, one.amount)
