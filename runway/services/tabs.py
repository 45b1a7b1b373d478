"""The client bar of a client's pages, as its standing has it: status and reason, and what waits behind the tabs."""

from dataclasses import dataclass

from core.models import Business
from runway.calculators.status import Light
from runway.models import Standing
from runway.services.digest_page import AsOf
from runway.services.shown_light import shown_light


@dataclass(frozen=True, slots=True)
class Counts:
    """Status and reason as on the board, open issues of the tray, decisions that wait; None: no standing yet."""

    light: Light = Light.UNKNOWN
    reason: str = ""
    issues: int | None = None
    decisions: int | None = None


def counts_of(business: Business, age: AsOf) -> Counts:
    """The bar of books of this age. One query."""
    kept = Standing.objects.filter(business=business).first()
    light, reason = shown_light(kept, age)
    said = f"{reason[:1].lower()}{reason[1:]}"
    return Counts(light, said, kept.issues, kept.decisions) if kept else Counts(light, said)
