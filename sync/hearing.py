"""Whether webhooks may be relied on: judged from what they told, and from what pulls found that none had told of.

Facts are instants on each business's feed of changes: when a webhook was last heard, and when a document was last
found that had none. All businesses share one address and one verifier, so they are judged together and each for itself.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q

from core.mirror import DocumentMirror, Mirror
from core.models import Business
from sync.decode import Decoded
from sync.models import Feed, FeedKind, WebhookEvent

IN_TIME = timedelta(minutes=5)
SUSPICION = timedelta(hours=2)
MOST_MISSED = 0.05


def facts(now: datetime) -> dict[str, Any]:
    """What to count over all feeds of changes, to be judged by `are_told`."""
    lately = now - SUSPICION
    missed = Q(missed_at__gt=lately)
    return {
        "last_heard_at": Max("heard_at"),
        "with_news": Count("pk", filter=missed | Q(heard_at__gt=lately)),
        "missed": Count("pk", filter=missed),
    }


def are_told(found: Mapping[str, Any]) -> bool:
    """Over all businesses: something was heard once, and of those that had news lately few had to find some out.

    One that was heard since is no proof: where half is lost, the other half is heard.
    """
    return found["last_heard_at"] is not None and found["missed"] <= MOST_MISSED * found["with_news"]


def told_until(now: datetime) -> datetime | None:
    """Up to when what happened has been told: five minutes before the last webhook. None where none is relied on.

    One query. For a business of which no event waits, the mirror is known up to then.
    """
    found = Feed.objects.filter(kind=FeedKind.CHANGES).aggregate(**facts(now))
    return found["last_heard_at"] - IN_TIME if are_told(found) else None


def is_reliable_for(feed: Feed, now: datetime) -> bool:
    """Of one business, by its feed of changes: nothing was missed for two hours."""
    return feed.missed_at is None or now - feed.missed_at >= SUSPICION


def found_untold(business: Business, found: Iterable[tuple[type[Mirror], Decoded]], at: datetime) -> bool:
    """Whether an answer of that instant holds a new document, made over five minutes before, of which no webhook told.

    Only new documents count: other changes may follow from a document that was told of. Ask before merging.
    """
    return any(
        _untold(business, model, old)
        for model, decoded in found
        if issubclass(model, DocumentMirror) and (old := _older(decoded, at - IN_TIME))
    )


def _older(decoded: Decoded, than: datetime) -> set[str]:
    return {qbo_id for qbo_id, row in decoded.rows.items() if row.version[0] < than}


def _untold(business: Business, model: type[DocumentMirror], qbo_ids: set[str]) -> bool:
    known = model.objects.filter(business=business, qbo_id__in=qbo_ids).values_list("qbo_id", flat=True)
    if not (new := qbo_ids - set(known)):
        return False
    told = WebhookEvent.objects.filter(business=business, entity=model.qbo.name, qbo_id__in=new)
    return bool(new - set(told.values_list("qbo_id", flat=True)))
