"""Flow: mirrored. Which of some documents are no longer in the books: deleted, or emptied by a void."""

from collections import defaultdict
from collections.abc import Iterable

from core.cash import Name
from core.mirror import DocumentMirror, mirror_named
from core.models import Business


def gone(business: Business, documents: Iterable[Name]) -> frozenset[Name]:
    """Those that were deleted or voided; what was never mirrored is not among them. A query an entity."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for entity, qbo_id in documents:
        wanted[entity].add(qbo_id)
    return frozenset(
        (entity, qbo_id) for entity, ids in wanted.items() for qbo_id in _gone(business, entity, ids)
    )


def _gone(business: Business, entity: str, ids: set[str]) -> set[str]:
    model = mirror_named(entity)
    if model is None or not issubclass(model, DocumentMirror):
        return set()
    rows = model.objects.filter(business=business, qbo_id__in=ids)
    return set((rows.filter(deleted_at__isnull=False) | rows.voided()).values_list("qbo_id", flat=True))
