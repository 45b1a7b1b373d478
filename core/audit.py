"""Writing the trail: one call for every act that someone may ask about later."""

from typing import Any

from core.models import AuditEntry, Business


def record(
    actor: str, action: str, *, business: Business | None = None, subject: str = "", **detail: Any
) -> AuditEntry:
    """Append one entry; `detail` must be plain JSON and never holds secrets or payloads."""
    return AuditEntry.objects.create(
        actor=actor,
        action=action,
        business_id=business.pk if business else None,
        subject=subject,
        detail=detail,
    )
