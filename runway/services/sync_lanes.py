"""Flow: mirrored. Freshness lanes: how old each mirror grew, stretch by stretch, and where its pulls failed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.models import Business
from runway import words
from runway.charts_sync import LANES_NARROW, LANES_WIDE, LaneChart, LaneFrame, Stretch, lane_chart
from runway.services.sync_page import LaneRow, Lanes, Span
from sync.orchestrators.pulls import Slot, slots_of

STRETCHES = {Span.DAY: (timedelta(minutes=30), 48), Span.MONTH: (timedelta(hours=12), 60)}
MOST_LANES = 10


def lanes_of(businesses: Sequence[Business], now: datetime, span: Span, zone: str) -> Lanes:
    """The lanes of the first of these businesses, in their order. One query."""
    drawn, (length, count) = businesses[:MOST_LANES], STRETCHES[span]
    known = slots_of(drawn, now, length, count)
    named = [(b.name, words.age(known[b.pk][-1].age), _stretches(known[b.pk])) for b in drawn]

    def chart(frame: LaneFrame) -> LaneChart | None:
        return lane_chart(named, now, length, zone, frame) if named else None

    return Lanes(
        span=span,
        zone=words.zone(now.astimezone(ZoneInfo(zone))),
        rows=tuple(_row(business, known[business.pk]) for business in drawn),
        left_out=len(businesses) - len(drawn),
        wide=chart(LANES_WIDE),
        narrow=chart(LANES_NARROW),
    )


def _row(business: Business, slots: Sequence[Slot]) -> LaneRow:
    ages = [slot.oldest for slot in slots if slot.oldest is not None]
    return LaneRow(
        name=business.name,
        slug=business.slug,
        good=sum(slot.good for slot in slots),
        bad=sum(slot.bad for slot in slots),
        oldest=words.age(max(ages, default=None)),
        age=words.age(slots[-1].age),
    )


def _stretches(slots: Sequence[Slot]) -> list[Stretch]:
    return [Stretch(slot.oldest, slot.good, slot.bad) for slot in slots]
