"""Differences between mirror and books that were not repaired, explained by a document or not."""

from collections import Counter
from collections.abc import Iterator

from sync.alerts.cause import AlertCause
from sync.discrepancies import unsettled
from sync.models import AlertKind


def causes() -> Iterator[AlertCause]:
    """One a business and entity, for as long as its differences stand. One query."""
    rows = list(unsettled().order_by("pk").values_list("business_id", "entity", "words"))
    counts = Counter((business, entity) for business, entity, _ in rows)
    first = {(business, entity): words for business, entity, words in reversed(rows)}
    for (business, entity), count in sorted(counts.items()):
        more = f" And {count - 1:,} more." if count > 1 else ""
        words = f"Books and mirror do not agree. {first[business, entity]}{more}"
        yield AlertCause(AlertKind.DIFFERENCES, words, business, entity)
