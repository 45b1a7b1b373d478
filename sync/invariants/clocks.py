"""No row is newer than the answer that carried it, nor that answer newer than its feed's clock.

A row that claims to be of the future would win over every true version of it until then.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from core import clock
from core.mirror import Mirror, mirrors
from core.models import Business
from sync.invariants.violation import Violation, every, found
from sync.models import Feed

NAME = "clocks"
RULE = "No row is newer than its answer, and no answer is newer than the clock of its feed."
AHEAD = """
SELECT '{entity}', qbo_id, date_trunc('second', qbo_updated_at), date_trunc('second', read_at), %(latest)s::timestamptz
FROM {table} WHERE business_id = %(business)s
AND (qbo_updated_at > read_at + interval '2 seconds' OR read_at > %(latest)s)
"""
WORDS = "changed at {0} by an answer of {1}, the feed's clock is at {2} at most"
A_LONG_PULL = timedelta(minutes=30)  # its cursor is of its first answer, and its end is when it is kept


def violations(business: Business) -> Iterator[Violation]:
    """Rows ahead of QuickBooks' own clock: as a feed last heard it tell, and our clock has gone on since."""
    latest = _latest(business)
    return found(
        every(_part(model) for model in mirrors()), {"business": business.pk, "latest": latest}, WORDS
    )


def _part(model: type[Mirror]) -> str:
    return AHEAD.format(entity=model.qbo.name, table=model._meta.db_table)


def _latest(business: Business) -> datetime:
    """What QuickBooks' clock can show by now at the latest; infinitely late where no feed has heard it yet."""
    now = clock.now()
    feeds = Feed.objects.filter(business=business)
    told = [feed.cursor + (now - feed.last_ok_at) for feed in feeds if feed.cursor and feed.last_ok_at]
    return max(told) + A_LONG_PULL if told else datetime.max.replace(tzinfo=UTC)
