"""What the books say of an open bill before anybody decides: its tier, its latest safe date, the lane it starts in."""

from dataclasses import replace

from core.cash import OpenItem
from runway.calculators.lanes import Judged, Low, bill_lane, without_low
from runway.calculators.latest_safe import LatestSafe, discount_beats_delay, latest_safe
from runway.services.console_case import Case


def judged(case: Case, bill: OpenItem) -> Judged:
    """The same judgement for the console's rows and the digest's decisions (RUNWAY 6)."""
    if case.ground is not None:
        found = case.ground.judged[bill.document.name]
        return found if case.base else replace(found, placed=without_low(found.placed))
    tier = case.tiers.tier(bill, case.snapshot.posted_to.get(bill.document.name, ()))
    discount = case.discount(bill)
    safe = latest_safe(bill, tier, discount, case.patience.get(bill.party_id), case.today)
    beats = discount is not None and discount_beats_delay(bill, discount, case.today)
    return Judged(tier, discount, safe, bill_lane(bill, tier, beats, _low(case, bill, safe), case.today))


def _low(case: Case, bill: OpenItem, safe: LatestSafe) -> Low | None:
    delayed = case.alone(bill, safe.on)
    if case.base is None or delayed is None:
        return None
    return Low(case.base.lowest.cash, delayed.lowest.cash, case.line)
