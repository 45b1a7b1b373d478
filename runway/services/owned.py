"""Flow: owned. All that people told RowCol of one business, as calculators take it."""

from datetime import date

from core.models import Business
from runway.calculators.owned import Owned
from runway.services.assumptions import assumptions_of
from runway.services.expected_dates import expected_dates
from runway.services.known_items import known_items
from runway.services.reserves import reserves


def owned_of(business: Business, today: date) -> Owned:
    """What holds today or will. Five queries."""
    return Owned(
        assumptions=assumptions_of(business),
        reserves=reserves(business, today),
        known_items=known_items(business, today),
        dates=expected_dates(business),
    )
