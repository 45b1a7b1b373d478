"""What the settings page shows: one frozen value, every word ready, so that the template only lays it out."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from runway.calculators.owned import Reserve
from runway.services.digest_page import AsOf


@dataclass(frozen=True, slots=True)
class AssumptionRow:
    """One thing that the numbers rest on: its value in words, and where that comes from."""

    name: str
    value: str
    source: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ReserveRow:
    """One amount that is set aside; `when` says whether it is now. `account` may be empty."""

    id: int
    reserve: Reserve
    account: str
    purpose: str
    when: str
    said_by: str
    said_on: date


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """The settings of one business. `cash` less `set_aside` is `available`; None is unknown.

    `short` says where more is set aside than there is. `said_on` None: every assumption is a default.
    """

    name: str
    slug: str
    currency: str
    as_of: AsOf
    assumptions: tuple[AssumptionRow, ...]
    said_by: str
    said_on: date | None
    version: int
    reserves: tuple[ReserveRow, ...]
    cash: Decimal | None
    set_aside: Decimal
    available: Decimal | None
    short: tuple[str, ...]
