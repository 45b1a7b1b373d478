"""What payments have used of documents that state no balance: journal entries, deposits, purchases."""

from collections import defaultdict
from decimal import Decimal

from django.db.models import Exists, OuterRef, Subquery

from core.cash import ZERO
from core.mirror import LineMirror
from core.models import Business
from core.openitems import ENTITY_OF_LINK, Applied


def applied_elsewhere(business: Business, lines: type[LineMirror], party_column: str) -> Applied:
    """Amounts by document and party from the lines of payments, in the document's currency. One query.

    `party_column` is the payment's own; lines of deleted payments are gone, those of voided ones are empty.
    """
    payment = lines.qbo.parent.objects.of(business).filter(qbo_id=OuterRef("parent_qbo_id"))
    linked = lines.objects.of(business).filter(linked_type__in=ENTITY_OF_LINK).exclude(amount=None)
    found = linked.filter(Exists(payment)).annotate(party=Subquery(payment.values(party_column)))
    used: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for linked_type, linked_id, amount, party in found.values_list(
        "linked_type", "linked_id", "amount", "party"
    ):
        used[ENTITY_OF_LINK[linked_type], linked_id][party or ""] += abs(amount)
    return used
