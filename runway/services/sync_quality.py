"""Flow: mirrored. How one business's data held together, for its page: invariants and kinds of object with trends."""

from core.models import Business
from runway import words
from runway.charts_sync import spark
from runway.services.connect_page import Pill
from runway.services.sync import local
from runway.services.sync_page import HeldRow, MeasuredRow, QualityPanel
from sync.orchestrators.quality import SHOWN_DAYS, Held, Measured, Quality, Trend

EXAMPLES = 3


def quality_panel(known: Quality, business: Business) -> QualityPanel:
    """The panel; kinds of object that were never looked at are left out."""
    return QualityPanel(
        days=SHOWN_DAYS,
        at=local(known.at, business.timezone),
        held=tuple(_held(each) for each in known.held),
        measured=tuple(_measured(each) for each in known.measured if _latest(each.quarantined) is not None),
    )


def _held(known: Held) -> HeldRow:
    return HeldRow(known.rule, _pill(known.places), known.examples[:EXAMPLES], spark(known.by_day))


def _pill(places: int | None) -> Pill:
    if places is None:
        return Pill("grey", "Not looked at")
    return Pill("red", f"Not in {places:,}") if places else Pill("green", "Holds")


def _measured(known: Measured) -> MeasuredRow:
    seconds = _latest(known.oldest_seconds)
    return MeasuredRow(
        name=words.documents(known.entity),
        age=words.duration(seconds * 1000) if seconds is not None else "",
        age_trend=spark(known.oldest_seconds),
        quarantined=_latest(known.quarantined) or 0,
        quarantined_trend=spark(known.quarantined),
        differences=_latest(known.differences),
        differences_trend=spark(known.differences),
    )


def _latest(trend: Trend) -> int | None:
    return next((each for each in reversed(trend) if each is not None), None)
