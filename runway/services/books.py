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
from sync.orchestrators.books import Between, Books, Open, Side, TieState, books_of, open_differences

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
    """A document between the figures, with its share, or one that differs by itself: where it is in QuickBooks."""

    link: str
    kind: str
    words: str
    amount: Decimal | None = None


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
    """All sides of the last comparison, and the documents that stand as unlike QuickBooks'."""

    name: str
    slug: str
    currency: str
    seal: Seal
    at: datetime | None
    rows: tuple[SideRow, ...]
    open: tuple[DocumentRow, ...]


def seal_of(business: Business, now: datetime) -> Seal:
    """The seal of one business. One query."""
    return seal(books_of([business])[business.pk], business, now)


def seal(books: Books, business: Business, now: datetime) -> Seal:
    """Says only what was compared: the day of the reports, or why that is not enough."""
    return Seal(books.holds(now), _sentence(books, now), business.slug)


def books_page(business: Business, now: datetime) -> BooksPage:
    """The page of one business. Two queries."""
    books = books_of([business])[business.pk]
    return BooksPage(
        name=business.name,
        slug=business.slug,
        currency=business.home_currency,
        seal=seal(books, business, now),
        at=local(books.at, business.timezone),
        rows=tuple(map(_row, books.sides)),
        open=tuple(map(_open, open_differences(business))),
    )


def _sentence(books: Books, now: datetime) -> str:
    if books.as_of is None:
        return "Books not yet compared with QuickBooks’ reports"
    day = words.short_day(books.as_of)
    if wrong := sum(not side.agrees for side in books.sides):
        return f"{wrong} of {len(books.sides)} figures did not agree with QuickBooks’ reports as of {day}"
    if books.open:
        return f"Figures agreed as of {day}, and {_number(books.open)} not as in QuickBooks"
    return (
        f"Books agreed as of {day}; not compared since" if books.is_old(now) else f"Books agree as of {day}"
    )


def _number(documents: int) -> str:
    return "1 document is" if documents == 1 else f"{documents:,} documents are"


def _row(side: Side) -> SideRow:
    documents = tuple(map(_document, side.documents))
    return SideRow(side.name, side.mirror, side.qbo, side.difference, STATES[side.state], documents)


def _document(one: Between) -> DocumentRow:
    return DocumentRow(_link(one), one.kind, one.words, one.amount)


def _open(one: Open) -> DocumentRow:
    return DocumentRow(_link(one), one.kind, one.words)


def _link(one: Between | Open) -> str:
    return link(Document(one.entity, one.qbo_id)) if one.qbo_id else ""
