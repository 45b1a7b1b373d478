"""What payments have used of documents that state no balance: journal entries, deposits, purchases."""

from collections import defaultdict
from decimal import Decimal

from core.cash import ZERO
from core.mirror import LineMirror
from core.models import Business
from core.openitems import ENTITY_OF_LINK, Applied


def applied_elsewhere(business: Business, lines: type[LineMirror], party_column: str) -> Applied:
    """Amounts by document and party from the lines of payments, in the document's currency. Two queries.

    `party_column` is the payment's own; lines of deleted payments are gone, those of voided ones are empty.
    """
    linked = lines.objects.of(business).filter(linked_type__in=ENTITY_OF_LINK).exclude(amount=None)
    found = list(linked.values_list("parent_qbo_id", "linked_type", "linked_id", "amount"))
    party_of = _parties(business, lines, {parent for parent, *_ in found}, party_column)
    used: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for parent, linked_type, linked_id, amount in found:
        if parent in party_of:
            used[ENTITY_OF_LINK[linked_type], linked_id][party_of[parent] or ""] += abs(amount)
    return used


def _parties(
    business: Business, lines: type[LineMirror], payments: set[str], party_column: str
) -> dict[str, str | None]:
    if not payments:
        return {}
    rows = lines.qbo.parent.objects.of(business).filter(qbo_id__in=payments)
    return dict(rows.values_list("qbo_id", party_column))
