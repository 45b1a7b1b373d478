"""How numbers, dates and ages are written for people; one place for templates, sentences and charts."""

import re
from datetime import date, datetime, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

MINUS = "\u2212"
UNKNOWN = "unknown"
SYMBOLS = {"USD": "$"}
ZONES = {f"{zone}{season}T": f"{zone}T" for zone in "ECMP" for season in "SD"}
ISO_DAY = re.compile(r"\b\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\b")
MINUTE, HOUR, DAY = 60, 3600, 86400


def number(value: Decimal | None, places: int = 2) -> str:
    """`1,234.50` with U+2212 in front of a negative; rounded half up; nothing known is "unknown"."""
    if value is None:
        return UNKNOWN
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{MINUS if rounded < 0 else ''}{abs(rounded):,f}"


def change(value: Decimal | None, places: int = 2) -> str:
    """A number that always carries its sign; a change of nothing has none."""
    text = number(value, places)
    rounds_up = value is not None and value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) > 0
    return f"+{text}" if rounds_up else text


def dollars(value: Decimal | None, currency: str) -> str:
    """A headline amount in whole units, `$171,240`; another currency by its code, `CAD 171,240`."""
    if value is None:
        return UNKNOWN
    rounded = value.quantize(Decimal(1), ROUND_HALF_UP)
    return signed(rounded, number(abs(rounded), 0), currency)


def whole(value: Decimal, currency: str) -> str:
    """The large part of a figure whose cents stand beside it: `$171,240` of 171,240.95."""
    return signed(value, f"{abs(_in_cents(value)).to_integral_value(ROUND_DOWN):,f}", currency)


def whole_change(value: Decimal, currency: str) -> str:
    """The large part of a figure that is a change, always with its sign: `+$7,341`."""
    return f"{'+' if _in_cents(value) > 0 else ''}{whole(value, currency)}"


def cents(value: Decimal) -> str:
    """The small part of a figure: `.95` of 171,240.95."""
    return f"{abs(_in_cents(value)) % 1:.2f}"[1:]


def signed(value: Decimal, text: str, currency: str) -> str:
    """Puts sign and currency in front of a bare amount."""
    minus = MINUS if _in_cents(value) < 0 else ""
    return f"{minus}{SYMBOLS.get(currency, f'{currency} ')}{text}"


def thousands(value: Decimal) -> str:
    """A tick of an axis: `150k`, `2.5k`, `1.5M`, `0`."""
    for unit, size in (("M", 1_000_000), ("k", 1_000)):
        if abs(value) >= size:
            return f"{_plain(value / size)}{unit}"
    return _plain(value)


def rate(value: Decimal) -> str:
    """An exchange rate as given, without trailing zeros: `1.0753`."""
    return f"{value.normalize():f}"


def day(value: date) -> str:
    """`Thu, Dec 24`."""
    return f"{value:%a, %b} {value.day}"


def short_day(value: date) -> str:
    """`Dec 24`."""
    return f"{value:%b} {value.day}"


def long_day(value: date) -> str:
    """`Monday, November 23, 2026`."""
    return f"{value:%A, %B} {value.day}, {value.year}"


def spelled(text: str, today: date) -> str:
    """Dates in a text as people read them, `due 2026-12-24` as `due Dec 24`; of another year with the year."""

    def said(found: re.Match[str]) -> str:
        on = date.fromisoformat(found[0])
        return short_day(on) if on.year == today.year else f"{short_day(on)}, {on.year}"

    return ISO_DAY.sub(said, text)


def instant(value: datetime) -> str:
    """`Mon, Nov 23, 7:58 AM ET`, in the zone that the value carries."""
    return f"{day(value)}, {time(value)} {zone(value)}"


def time(value: datetime) -> str:
    """`7:58 AM`."""
    return f"{value.hour % 12 or 12}:{value:%M %p}"


def zone(value: datetime) -> str:
    """`ET`: the zone that an instant carries, whether in summer or winter."""
    return ZONES.get(f"{value:%Z}", f"{value:%Z}")


def share(value: float | None) -> str:
    """`98.6%`; a whole one `100%`; never rounded up to all, nor down to nothing."""
    if value is None:
        return UNKNOWN
    if 0 < value < 1:
        return f"{min(max(100 * value, 0.1), 99.9):.1f}%"
    return f"{MINUS if value < 0 else ''}{abs(value):.0%}"


def odds(probability: float) -> str:
    """`34 in 100`; neither rounded up to certain nor down to never."""
    if 0 < probability < 0.005:
        return "under 1 in 100"
    if 0.995 < probability < 1:
        return "over 99 in 100"
    return f"{100 * probability:.0f} in 100"


def moment(value: datetime, now: datetime) -> str:
    """`7:58 AM` of today, else `Nov 19, 3:52 PM`."""
    return time(value) if value.date() == now.date() else f"{short_day(value)}, {time(value)}"


def age(value: timedelta | None) -> str:
    """`4 min`, `5 h`, `3 d 16 h`; less than a minute is said so."""
    if value is None:
        return UNKNOWN
    seconds = int(value.total_seconds())
    if seconds < MINUTE:
        return "under 1 min"
    if seconds < HOUR:
        return f"{seconds // MINUTE} min"
    if seconds < DAY:
        return f"{seconds // HOUR} h"
    return f"{seconds // DAY} d {seconds % DAY // HOUR} h"


def duration(milliseconds: float) -> str:
    """`85 ms`, `1.4 s`, `2:05 min`."""
    if milliseconds < 1000:
        return f"{round(milliseconds)} ms"
    seconds = milliseconds / 1000
    return f"{seconds:.1f} s" if seconds < MINUTE else f"{int(seconds // 60)}:{int(seconds % 60):02} min"


def document(entity: str, title: str) -> str:
    """`invoice 2291`, `credit memo 12`; without a number only what it is."""
    kind = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", entity).lower()
    return f"{kind} {title}".strip()


def documents(entity: str) -> str:
    """What there are many of, at the start of a line: `Bill payments`, `Journal entries`."""
    kind = document(entity, "").capitalize()
    if kind.endswith(("info", "ences")):
        return kind
    return f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}s"


def _in_cents(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _plain(value: Decimal) -> str:
    text = f"{abs(value):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{MINUS if value < 0 else ''}{text}"
