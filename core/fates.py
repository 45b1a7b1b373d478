"""Flow: mirrored. What became of documents that someone once decided on."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings

from core.dealings import Fate
from core.mirror import DocumentMirror
from core.models import Business

COLUMNS = ("qbo_id", "deleted_at", "total", "balance", "note")


def fates(model: type[DocumentMirror], business: Business, ids: Iterable[str]) -> dict[str, Fate]:
    """For each id whether its document is open, settled, voided, deleted, or was never mirrored. One query.

    The mirror has a `balance` of its own: an invoice or a bill.
    """
    wanted = set(ids)
    rows = model.objects.filter(business=business, qbo_id__in=wanted).values_list(*COLUMNS, named=True)
    return dict.fromkeys(wanted, Fate.MISSING) | {row.qbo_id: _fate(row) for row in rows}


def _fate(row: Any) -> Fate:
    if row.deleted_at is not None:
        return Fate.DELETED
    marked = (row.note or "").startswith(tuple(settings.QBO_VOID_MARKERS))
    if row.balance != 0:
        return Fate.OPEN
    return Fate.VOIDED if marked and row.total == 0 else Fate.SETTLED
