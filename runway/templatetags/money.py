"""Template filters that only format: amounts, dates, ages."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django import template

from core.cash import Document
from runway import words

register = template.Library()


@register.filter
def amount(value: Decimal | None) -> str:
    """`1,234.50`, minus U+2212; None is "unknown"."""
    return words.number(value)


@register.filter
def change(value: Decimal | None) -> str:
    """`+1,234.50` or a minus; zero has no sign."""
    return words.change(value)


@register.filter
def units(value: Decimal | None) -> str:
    """`1,235`: whole units."""
    return words.number(value, 0)


@register.filter
def unitchange(value: Decimal | None) -> str:
    """`+1,235` or a minus, in whole units."""
    return words.change(value, 0)


@register.filter
def days(value: Decimal | None) -> str:
    """`11.8`: days, one decimal."""
    return words.number(value, 1)


@register.filter
def daychange(value: Decimal | None) -> str:
    """`+0.5` or a minus: days, one decimal."""
    return words.change(value, 1)


@register.filter
def odds(value: float | Decimal | None) -> str:
    """`34 in 100`; None is "unknown"."""
    return words.UNKNOWN if value is None else words.odds(float(value))


@register.filter
def outgoing(value: Decimal | None) -> str:
    """An outflow that is kept as a positive amount, written as the change that it is."""
    return words.change(None if value is None else -value)


@register.filter
def dollars(value: Decimal | None, currency: str) -> str:
    """`$171,240`: whole units with their currency."""
    return words.dollars(value, currency)


@register.filter
def whole(value: Decimal, currency: str) -> str:
    """The large part of a figure, with its currency."""
    return words.whole(value, currency)


@register.filter
def wholechange(value: Decimal, currency: str) -> str:
    """The large part of a figure that is a change, with sign and currency."""
    return words.whole_change(value, currency)


@register.filter
def cents(value: Decimal) -> str:
    """The small part of a figure."""
    return words.cents(value)


@register.filter
def rate(value: Decimal) -> str:
    """`1.0753`."""
    return words.rate(value)


@register.filter
def day(value: date) -> str:
    """`Thu, Dec 24`."""
    return words.day(value)


@register.filter
def shortday(value: date) -> str:
    """`Dec 24`."""
    return words.short_day(value)


@register.filter
def longday(value: date) -> str:
    """`Monday, November 23, 2026`."""
    return words.long_day(value)


@register.filter
def instant(value: datetime) -> str:
    """`Mon, Nov 23, 7:58 AM ET`."""
    return words.instant(value)


@register.filter
def age(value: timedelta | None) -> str:
    """`3 d 16 h`."""
    return words.age(value)


@register.filter
def document(value: Document) -> str:
    """`invoice 2291`."""
    return words.document(value.entity, value.number)
