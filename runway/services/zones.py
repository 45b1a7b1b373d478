"""In which time zone instants are shown that belong to no one business."""

from collections import Counter
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from core.access import visible_businesses
from core.models import Business, Firm, User

NOWHERE = ZoneInfo("UTC")


def zone_of(user: User) -> ZoneInfo:
    """That of most businesses that a person may see; UTC where there is none. One query."""
    return _most(visible_businesses(user).values_list("timezone", flat=True))


def zones_of(firms: Iterable[Firm]) -> dict[int, ZoneInfo]:
    """That of most clients of each firm, by the firm's primary key. One query."""
    asked = list(firms)
    names: dict[int, list[str]] = {firm.pk: [] for firm in asked}
    for firm, name in Business.objects.filter(firm__in=asked).values_list("firm_id", "timezone"):
        names[firm].append(name)
    return {firm: _most(theirs) for firm, theirs in names.items()}


def _most(names: Iterable[str]) -> ZoneInfo:
    """Of equally many the first by name, so that it does not change from page to page."""
    counted = Counter(names)
    return ZoneInfo(min(counted, key=lambda name: (-counted[name], name))) if counted else NOWHERE
