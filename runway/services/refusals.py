"""When the books cannot carry a page, and when they can with a warning: said in words, not hidden."""

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


def too_old(age: AsOf, page: str) -> Notice | None:
    """Why books that nobody reads any more, or that are stale, carry nothing that lies ahead; None where they do."""
    if age.known_on is None:
        return None
    reading = "is connected again" if not age.connected else "was read again"
    return Notice(
        f"The books are of {words.day(age.known_on)}, so nothing ahead of them is shown.",
        "What moved since is unknown, and with it every number from today on.",
        (),
        f"The {page} appears when QuickBooks {reading} and its books are read.",
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


def no_history(position: Position) -> Notice | None:
    """That only what is entered is known of the time ahead; None where the past shows more, or books are red."""
    if position.status.why is not Why.NO_HISTORY:
        return None
    text = "The numbers hold what is entered, and nothing yet of what usually comes in and goes out."
    return Notice(sentences.untold(position), text)


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
