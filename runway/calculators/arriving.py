"""What an open invoice may still bring by the low point, by the chances that the forecast gives it (RUNWAY 6)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.cash import Name
from runway.calculators.effect import Effects, Move


@dataclass(frozen=True, slots=True)
class Arriving:
    """`chance` is the probability of arriving by the close of the low point's day.

    `worth` is the cash value of one chase: how much higher the low point is if the money comes today.
    """

    chance: Decimal
    worth: Decimal


def arriving(effects: Effects, name: Name, today: date) -> Arriving | None:
    """None where the document moves nothing."""
    parts = effects.parts(name)
    change = effects.of(name, Move(today))
    if parts is None or change is None or not parts.any():
        return None
    until = (effects.lowest.on - today).days + 1
    chance = Decimal(int(parts[:until].sum())) / Decimal(int(parts.sum()))
    return Arriving(chance.quantize(Decimal("0.001")), change.change)
