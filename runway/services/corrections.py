"""Flow: mirrored. What of an earlier forecast rested on books that were corrected since: for bridge and variance."""

from collections.abc import Collection

from core.models import Business
from runway.calculators.actuals import Actual
from runway.calculators.base_case import BaseCase
from runway.calculators.corrected import corrected, documents_of, entered_late
from sync.orchestrators.gone import gone


def fixed_since(
    business: Business,
    before: BaseCase,
    now: BaseCase,
    happened: Collection[Actual],
    known: Collection[Actual],
) -> frozenset[str]:
    """Keys of an earlier forecast's entries whose documents were voided, deleted or raised since, or were paid by then.

    A query for each entity among the documents.
    """
    voided = gone(business, documents_of(before))
    return corrected(before, now, voided) | entered_late(before, happened, known)
