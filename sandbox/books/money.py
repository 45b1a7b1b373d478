"""Money and time as the books keep them: integer cents, days as ISO text, instants with a US Pacific offset."""

from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.faults import bad_number

PACIFIC = ZoneInfo("America/Los_Angeles")
LARGEST = 10**13


def cents(value: Any) -> int:
    """Integer cents of a JSON amount, half a cent away from zero; absent is 0; fault 2080 for what is no number."""
    if type(value) is int:
        whole = value * 100
    elif value is None or value == "":
        return 0
    else:
        whole = _rounded(value)
    if abs(whole) > LARGEST:
        raise bad_number("Amount", value)
    return whole


def _rounded(value: Any) -> int:
    try:
        exact = (value if type(value) is Decimal else Decimal(str(value))) * 100
        return int(exact.to_integral_value(ROUND_HALF_UP))
    except (InvalidOperation, ValueError, OverflowError) as error:
        raise bad_number("Amount", value) from error


def amount(whole: int) -> Decimal | int:
    """The JSON number for integer cents: 0, or two decimals (API_FACTS 1.7)."""
    return Decimal(whole).scaleb(-2) if whole else 0


def product(quantity: Any, price: Any) -> int:
    """Cents of quantity x unit price."""
    return cents(Decimal(str(quantity)) * Decimal(str(price)))


def stamp(epoch: int) -> str:
    """MetaData text of an instant: whole seconds, US Pacific offset that follows DST (API_FACTS 1.7)."""
    hour, rest = divmod(epoch, 3600)
    date_and_hour, offset = _hour(hour)
    return f"{date_and_hour}:{rest // 60:02d}:{rest % 60:02d}{offset}"


@lru_cache(maxsize=4096)
def _hour(hour: int) -> tuple[str, str]:
    """Date with hour, and offset, of a whole hour: Pacific offsets are whole hours, so all its seconds share them."""
    text = datetime.fromtimestamp(hour * 3600, PACIFIC).isoformat(timespec="seconds")
    return text[:13], text[19:]


def epoch_of(at: datetime) -> int:
    """Whole epoch seconds of an aware instant."""
    return int(at.timestamp())


def day_of(at: datetime) -> str:
    """The server's own date of an instant (US Pacific), the default of TxnDate."""
    return at.astimezone(PACIFIC).date().isoformat()


def later(day: str, days: int) -> str:
    """The ISO day that lies `days` after an ISO day."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def is_day(value: Any) -> bool:
    """Whether a JSON value is a date as QBO writes it, YYYY-MM-DD."""
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def instant(epoch: int) -> datetime:
    """The aware instant of epoch seconds."""
    return datetime.fromtimestamp(epoch, UTC)
