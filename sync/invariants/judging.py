"""All invariants held against one business's books as they are at one moment."""

from collections.abc import Mapping

from core.models import Business
from core.moment import one_moment
from sync.invariants import ageing, applied, board, clocks, control, counts, lines, payments, strays, trail
from sync.invariants.violation import Violation

OF_BOOKS = (applied, payments, lines, ageing, control, clocks, counts)
RULES = {each.NAME: each.RULE for each in (*OF_BOOKS, strays, trail, board)}

Violations = Mapping[str, tuple[Violation, ...]]


def judged(business: Business) -> Violations:
    """What each invariant finds by its name, nothing where it holds. A fixed number of statements."""
    with one_moment():
        return {each.NAME: tuple(each.violations(business)) for each in OF_BOOKS}


def judged_together() -> Violations:
    """The same of what is true of all businesses together, but for the audit trail."""
    return {strays.NAME: tuple(strays.violations())}


def judged_trail() -> Violations:
    """The same of the audit trail, which is as long as everything that was ever done."""
    return {trail.NAME: tuple(trail.violations())}
