"""What it means that a row is not as QuickBooks sent it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sync.comparing import Unlike, UnlikeLine
from sync.differences import DifferenceKind
from sync.judging import Knowledge, kind_of

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
KNOWN = Knowledge(until=NOON - HOUR)
OLD, NEWS = NOON - 5 * HOUR, NOON - HOUR / 2


def row(**facts: Any) -> Unlike:
    """A row whose version is the books' own; another total unless told otherwise."""
    version = (OLD, 3)
    said = {"read_at": OLD, "mirror_version": version, "qbo_version": version}
    return Unlike("7", **(said | {"mirror": {"total": "1"}, "qbo": {"total": "2"}} | facts))


def kind(found: Unlike, known: Knowledge = KNOWN) -> DifferenceKind | None:
    return kind_of(found, NOON, known)


def test_missing_unless_it_came_too_late_to_be_known() -> None:
    assert kind(row(is_there=False)) == DifferenceKind.MISSING
    assert kind(row(is_deleted=True)) == DifferenceKind.MISSING
    assert kind(row(is_there=False, qbo_version=(NEWS, 0))) is None


def test_stale_unless_it_changed_too_late_to_be_known() -> None:
    assert kind(row(mirror_version=(OLD - HOUR, 2))) == DifferenceKind.STALE
    assert kind(row(qbo_version=(NEWS, 4))) is None


def test_what_quickbooks_does_not_date_is_no_news() -> None:
    assert kind(row(is_there=False, qbo_version=(NOON, 0))) == DifferenceKind.MISSING


def test_the_same_version_with_other_content_was_changed_here() -> None:
    assert kind(row()) == DifferenceKind.CHANGED
    assert kind(row(qbo_version=(NEWS, 3), mirror_version=(NEWS, 3))) == DifferenceKind.CHANGED


def test_a_version_that_the_books_never_had_was_changed_here() -> None:
    assert kind(row(mirror_version=(NEWS, 9))) == DifferenceKind.CHANGED
    assert kind(row(mirror_version=(None, None))) == DifferenceKind.CHANGED


def test_lines_alone() -> None:
    lines = [UnlikeLine("bill line", 0, {"amount": "1"}, None)]
    assert kind(row(mirror={"total": "2"}, lines=lines)) == DifferenceKind.LINES
    assert kind(row(lines=lines)) == DifferenceKind.CHANGED


def test_a_derived_balance_may_move_in_silence_after_it_was_read() -> None:
    known = Knowledge(KNOWN.until, {"balance", "CurrentBalance"}, moved_at=OLD + HOUR)
    moved = {"mirror": {"balance": "1"}, "qbo": {"balance": "2"}, "qbo_keys": ("CurrentBalance",)}
    assert kind(row(**moved), known) is None
    assert kind(row(**moved)) == DifferenceKind.CHANGED
    assert kind(row(**moved | {"read_at": OLD + 2 * HOUR}), known) == DifferenceKind.CHANGED
    assert kind(row(**moved | {"qbo_keys": ()}), known) == DifferenceKind.CHANGED
    assert kind(row(**moved | {"qbo_keys": ("CurrentBalance", "Name")}), known) == DifferenceKind.CHANGED
