"""Writing the trail: one call for every act that someone may ask about later."""

from collections.abc import Iterable
from typing import Any

from core.models import AuditEntry, Business


def record(
    actor: str, action: str, *, business: Business | None = None, subject: str = "", **detail: Any
) -> AuditEntry:
    """Append one entry; `detail` must be plain JSON and never holds secrets or payloads.

    Its chain is held until the transaction ends: within one, take the rows that you change first, and record then.
    """
    return AuditEntry.objects.create(
        actor=actor,
        action=action,
        business_id=business.pk if business else None,
        subject=subject,
        detail=detail,
    )


def exported(actor: str, file: str, businesses: Iterable[Business], **detail: Any) -> None:
    """Append to the chain of each business that numbers of it left as a file. One statement.

    In the order of their ids, so that two that write of several wait for each other and not in a circle.
    """
    ordered = sorted({business.pk for business in businesses})
    AuditEntry.objects.bulk_create(
        AuditEntry(actor=actor, action="exported", business_id=pk, subject=file, detail=detail)
        for pk in ordered
    )
