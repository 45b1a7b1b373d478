"""What payments and deposits are made of: how much of each went to, or came from, one document."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from core.cash import Document
from core.dealings import Part
from core.mirror import LineMirror
from core.models import Business
from core.money import in_home
from core.openitems import ENTITY_OF_LINK
from core.together import together

COLUMNS = ("parent_qbo_id", "position", "amount", "linked_id", "linked_type", "currency", "rate")
Parts = dict[tuple[str, str], tuple[Part, ...]]


def parts(lines: Sequence[type[LineMirror]], business: Business, since: date) -> Parts:
    """The parts of documents since that day, by their entity and QBO id. One query.

    `lines` are child mirrors with links. Lines of which no home value is known are left out.
    """
    rows = together([_linked(model, business, since) for model in lines], COLUMNS, COLUMNS[:2])
    found: dict[tuple[str, str], list[Part]] = defaultdict(list)
    for entity, of_entity in rows.items():
        for row in of_entity:
            amount = in_home(row.amount, row.currency, row.rate, business.home_currency)
            if amount:
                document = Document(ENTITY_OF_LINK.get(row.linked_type, row.linked_type), row.linked_id)
                found[entity, row.parent_qbo_id].append(Part(document, amount))
    return {name: tuple(theirs) for name, theirs in found.items()}


def _linked(model: type[LineMirror], business: Business, since: date) -> QuerySet[Any, Any]:
    parents = model.qbo.parent.objects.of(business).filter(txn_on__gte=since)
    own = parents.filter(qbo_id=OuterRef("parent_qbo_id"))
    lines = model.objects.of(business).filter(parent_qbo_id__in=parents.values("qbo_id"))
    return lines.exclude(linked_id=None).annotate(
        currency=Subquery(own.values("currency")[:1]), rate=Subquery(own.values("exchange_rate")[:1])
    )
