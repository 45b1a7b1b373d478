"""Flow: hybrid. What a company says of itself when it is met for the first time."""

from zoneinfo import ZoneInfo

from core.mirror import Mirror
from core.models import Business, CompanyInfo, Preferences
from sync.envelope import open_page
from sync.merge import merge
from sync.smart_sync import SmartSyncService

LONGEST_NAME = 200


def said_of_itself(business: Business) -> dict[str, str]:
    """`name`, `timezone` and `home_currency` as far as QBO states them (API_FACTS 9.1, 9.2); two calls.

    Raises `sync.errors.SyncError`. Its time zone is rarely among them.
    """
    company, preferences = _first(business, CompanyInfo), _first(business, Preferences)
    currency = _text(preferences, "home_currency")
    said = {
        "name": _text(company, "name").strip()[:LONGEST_NAME],
        "timezone": _known_zone(_text(company, "timezone")),
        "home_currency": currency if len(currency) == 3 else "",
    }
    return {field: value for field, value in said.items() if value}


def _first(business: Business, model: type[Mirror]) -> Mirror | None:
    """The one row of an entity that every company has once, as QBO has it now; None where it gives none."""
    gate = SmartSyncService(business, people=True)
    page = open_page(gate.query(f"SELECT * FROM {model.qbo.name}"), model)
    merge(business, model, page.objects, page.at)
    return model.objects.of(business).first()


def _text(row: Mirror | None, column: str) -> str:
    return getattr(row, column, None) or ""


def _known_zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ValueError, OSError, KeyError):
        return ""
