"""Flow: live. What a company says of itself when it is met for the first time."""

from typing import TypeVar
from zoneinfo import ZoneInfo

import msgspec

from core.mirror import Mirror
from core.models import Business, CompanyInfo, Preferences
from sync.envelope import open_page
from sync.errors import Unreadable
from sync.smart_sync import SmartSyncService

LONGEST_NAME = 200
Said = TypeVar("Said", bound=msgspec.Struct)


class _Value(msgspec.Struct):
    value: str = ""


class _Currency(msgspec.Struct):
    HomeCurrency: _Value = msgspec.field(default_factory=_Value)


class _Company(msgspec.Struct):
    CompanyName: str = ""
    DefaultTimeZone: str = ""


class _Preferences(msgspec.Struct):
    CurrencyPrefs: _Currency = msgspec.field(default_factory=_Currency)


def said_of_itself(business: Business) -> dict[str, str]:
    """`name`, `timezone` and `home_currency` as far as QBO states them (API_FACTS 9.1, 9.2); two calls.

    Raises `sync.errors.SyncError`. Its time zone is rarely among them.
    """
    gate = SmartSyncService(business, people=True)
    company = _first(gate, CompanyInfo, _Company())
    currency = _first(gate, Preferences, _Preferences()).CurrencyPrefs.HomeCurrency.value
    said = {
        "name": company.CompanyName.strip()[:LONGEST_NAME],
        "timezone": _known_zone(company.DefaultTimeZone),
        "home_currency": currency if len(currency) == 3 else "",
    }
    return {field: value for field, value in said.items() if value}


def _first(gate: SmartSyncService, model: type[Mirror], nothing: Said) -> Said:
    """The one object of an entity that every company has once; `nothing` where it is missing."""
    objects = open_page(gate.query(f"SELECT * FROM {model.qbo.name}"), model).objects
    try:
        return msgspec.json.decode(objects[0], type=type(nothing)) if objects else nothing
    except msgspec.MsgspecError as why:
        raise Unreadable(str(why)) from why


def _known_zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ValueError, OSError, KeyError):
        return ""
