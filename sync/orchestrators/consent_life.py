"""Flow: live. Keeping alive the consents that nobody uses: a refresh token lives for 100 days after its last use.

Feeds may be paused and clients silent for longer than that; a person would have to connect them again.
"""

import logging
from datetime import datetime, timedelta

from django.db.models import DurationField, ExpressionWrapper, F, QuerySet

from core.models import Business
from core.telling import facts
from sync.errors import SyncError
from sync.models import Connection
from sync.smart_sync import SmartSyncService

log = logging.getLogger("sync.connect")
HALF_LIFE = ExpressionWrapper((F("refresh_expires_at") - F("refreshed_at")) / 2, output_field=DurationField())
NOT_WORTH_IT = timedelta(days=1)  # near the hard end each use gives less; the last day is left to a person


def keep_alive(now: datetime) -> int:
    """Use each refresh token past half of its life; how many were. One that fails is tried with the next beat."""
    renewed = 0
    for business in Business.objects.filter(pk__in=_past_half(now).values("business")):
        try:
            SmartSyncService(business).renew_consent()
        except SyncError as why:
            log.warning("the consent was not renewed", extra=facts(business=business.slug, **why.facts()))
        else:
            renewed += 1
    return renewed


def _past_half(now: datetime) -> QuerySet[Connection]:
    """Connections that may be used, of this environment or not: the gate tells them apart."""
    usable = Connection.objects.usable().filter(refresh_expires_at__gt=now + NOT_WORTH_IT)
    return usable.filter(refreshed_at__lte=now - HALF_LIFE)
