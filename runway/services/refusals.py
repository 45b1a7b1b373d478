"""When the books cannot carry a page, and when they can with a warning: said in words, not hidden."""

from dataclasses import replace

from core.cash import Freshness
from runway import words
from runway.calculators.movements import BookCash
from runway.calculators.position import Position
from runway.calculators.status import Why
from runway.services import sentences
from runway.services.digest_page import AsOf, Notice
from sync.orchestrators.digest import DigestSnapshot


def refusal(snapshot: DigestSnapshot, page: str = "digest") -> Notice | None:
    """Why there is no digest, tray or console at all, or None where the books can carry one; `page` is its name."""
    freshness = snapshot.freshness
    if freshness.as_of is None and not freshness.connected:
        return _not_connected(freshness, page)
    if freshness.as_of is None and not freshness.problems:
        return _never_read(freshness, page)
    if freshness.as_of is None or not freshness.complete:
        return _incomplete(freshness, page)
    if not (snapshot.balances or snapshot.flows or snapshot.open_items):
        return _empty(page)
    return None


def warning(freshness: Freshness) -> Notice | None:
    """What limits the numbers shown: the connection is gone, or the last read failed."""
    if not freshness.connected:
        return Notice(
            "QuickBooks is not connected.",
            "These are the books as they were last read. Nothing newer is in any number.",
            _error(freshness),
            wants_connection=True,
        )
    if freshness.last_error:
        text = "The numbers stand as of the instant above."
        return Notice("The last read of QuickBooks failed.", text, _error(freshness))
    return None


def nothing_ahead(position: Position, age: AsOf, page: str = "forecast") -> Notice | None:
    """Why no number of what lies ahead is shown of books that are read; None where it may be.

    Every page asks here, or shows a position `as_told` from here. What is known stays: cash of its day, open documents,
    what happened.
    """
    return too_old(age, page) or untold(position, page)


def as_told(position: Position, age: AsOf) -> Position:
    """The position as pages show it: without what lies ahead where that may not be told."""
    return replace(position, forecast=None) if nothing_ahead(position, age) else position


def untold(position: Position, page: str) -> Notice | None:
    """What in the books themselves keeps what lies ahead untold, however young they are; None where nothing does."""
    return no_cash(position.outlook.book, page) or no_history(position, page)


def too_old(age: AsOf, page: str) -> Notice | None:
    """Why books that nobody reads any more, or that are stale, carry nothing that lies ahead; None where they do."""
    if age.known_on is None:
        return None
    again = "QuickBooks is connected again and its books are read"
    return Notice(
        f"The books are of {words.day(age.known_on)}, so nothing ahead of them is shown.",
        "What moved since is unknown, and with it every number from today on.",
        (),
        f"The {page} appears when {'the books are read again' if age.connected else again}.",
        wants_connection=not age.connected,
    )


def no_cash(book: BookCash, page: str) -> Notice | None:
    """Why there is nothing to begin from; None where cash is known."""
    if book.total is not None:
        return None
    why = sentences.no_cash(book)
    return Notice(
        why, "Without it no balance ahead can be said.", (), f"The {page} appears when cash is known."
    )


def no_history(position: Position, page: str) -> Notice | None:
    """Why a past too short to show what usually moves carries nothing ahead; None where it does, or books are red."""
    if position.status.why is not Why.NO_HISTORY:
        return None
    return Notice(
        sentences.untold(position),
        "What is entered is known, and nothing yet of what usually comes in and goes out.",
        (),
        f"The {page} appears when movements are known for four weeks.",
    )


def _not_connected(freshness: Freshness, page: str) -> Notice:
    return Notice(
        "No books yet: QuickBooks is not connected.",
        "Every number here is unknown until a QuickBooks company is connected and its books are read once.",
        _error(freshness),
        f"The {page} appears after the first complete read.",
        wants_connection=True,
    )


def _never_read(freshness: Freshness, page: str) -> Notice:
    return Notice(
        "No books yet: QuickBooks is connected, and has not been read.",
        "Every number here is unknown until the first read is complete.",
        _error(freshness),
        f"The first read starts by itself; this page shows the {page} when it is done.",
    )


def _incomplete(freshness: Freshness, page: str) -> Notice:
    missing = tuple(problem.text for problem in freshness.problems)
    text = "A total over a part of the books would be wrong."
    return Notice(
        "The books are not complete yet, so no number is shown.",
        f"{text} Still missing:" if missing else text,
        missing + _error(freshness),
        f"This page shows the {page} when the first read is complete.",
    )


def _empty(page: str) -> Notice:
    return Notice(
        "The books are empty.",
        "QuickBooks was read completely. It has no bank account, no cash movement, no open invoice or bill.",
        (),
        f"The {page} begins with the first of them.",
    )


def _error(freshness: Freshness) -> tuple[str, ...]:
    return (f"Last error: {freshness.last_error}",) if freshness.last_error else ()
