"""What it means that the mirror has an object otherwise than QuickBooks sent it: news, or which kind of difference.

Pure: facts in, a kind out. Whatever it is, the object as it was read takes the row's place.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sync.comparing import Unlike
from sync.differences import DifferenceKind


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the mirror may be expected to know of an entity.

    until      up to when all of its changes should have arrived, on QBO's clock
    silent     keys whose values move without a word, and the columns that are made of them
    moved_at   when anything last moved that may have moved them; what was read before that may be old
    """

    until: datetime
    silent: Collection[str] = ()
    moved_at: datetime | None = None


def kind_of(found: Unlike, at: datetime, known: Knowledge) -> DifferenceKind | None:
    """The kind of difference, None where the mirror could not know better; `at` is the answer's own time.

    A row that claims a later version was changed here, as was one of the same version with another content.
    """
    if not found.is_there or found.is_deleted:
        return None if _is_news(found, at, known) else DifferenceKind.MISSING
    if found.is_older():
        return None if _is_news(found, at, known) else DifferenceKind.STALE
    if _moved_in_silence(found, known):
        return None
    is_only_lines = found.lines and not found.columns() and not found.keys()
    return DifferenceKind.LINES if is_only_lines else DifferenceKind.CHANGED


def _is_news(found: Unlike, at: datetime, known: Knowledge) -> bool:
    """Changed too late to be known. What QBO does not date is taken for old: its version is the answer's time."""
    changed_at = found.qbo_version[0]
    return changed_at is not None and changed_at != at and changed_at >= known.until


def _moved_in_silence(found: Unlike, known: Knowledge) -> bool:
    """The same version with another derived balance, of which no list of changes tells (API_FACTS 1.5, 9.3).

    The row must have been read before the books last moved, and its columns must follow its own payload: a key and its
    column differ together.
    """
    if found.lines or not known.silent or known.moved_at is None or found.read_at is None:
        return False
    is_derived = {*found.columns(), *found.keys()} <= set(known.silent)
    return is_derived and bool(found.keys()) and found.read_at < known.moved_at
