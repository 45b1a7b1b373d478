"""Flow: owned. All that people told RowCol of one business, as calculators take it."""

from datetime import date

from core.models import Business
from runway.calculators.owned import Owned
from runway.services.assumptions import assumptions_of
from runway.services.reserves import reserves


def owned_of(business: Business, today: date) -> Owned:
    """What holds today or will. A query each kind."""
    return Owned(assumptions_of(business), reserves(business, today))
