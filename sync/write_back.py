"""Whether RowCol may change a company's books. Off unless QBO_WRITE_BACK and the business both say so (RUNWAY 6).

The gate asks here before each write, and nobody else may: a write without a permit is not sent (sync/qbo/client.py).
"""

from dataclasses import dataclass

from django.conf import settings

from core.models import Business
from sync.errors import WriteBackOff


@dataclass(frozen=True, slots=True)
class WritePermit:
    """That the books of this business might be changed when it was made out."""

    business_id: int


def is_on(business: Business) -> bool:
    """Whether both say so now: the business is read anew, since an operator may just have changed it. One query."""
    return settings.QBO_WRITE_BACK and Business.objects.filter(pk=business.pk, write_back=True).exists()


def permit(business: Business) -> WritePermit:
    """Leave to change the books once. WriteBackOff where either does not say so."""
    if not is_on(business):
        raise WriteBackOff(business.slug if settings.QBO_WRITE_BACK else "QBO_WRITE_BACK is off")
    return WritePermit(business.pk)
