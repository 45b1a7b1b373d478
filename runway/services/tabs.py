"""What waits behind the tabs of a client's pages, as its standing has it: counted beforehand, none counted twice."""

from dataclasses import dataclass

from core.models import Business
from runway.models import Standing


@dataclass(frozen=True, slots=True)
class Counts:
    """Open issues of the tray and decisions that wait; None where no standing was computed yet."""

    issues: int | None = None
    decisions: int | None = None


def counts_of(business: Business) -> Counts:
    """One query."""
    kept = Standing.objects.filter(business=business).values_list("issues", "decisions").first()
    return Counts(*kept) if kept else Counts()
