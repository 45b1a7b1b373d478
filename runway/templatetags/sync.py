"""Template filters of the sync pages: shares, moments, and the addresses of a narrowed list."""

from datetime import datetime
from urllib.parse import urlencode

from django import template

from runway import words
from runway.services.sync_page import SyncPage

register = template.Library()


@register.filter
def share(value: float | None) -> str:
    """`98.6%`."""
    return words.share(value)


@register.filter
def moment(value: datetime, now: datetime) -> str:
    """`7:58 AM`, or with its day where that is another one."""
    return words.moment(value, now)


@register.filter
def duration(value: int | None) -> str:
    """`85 ms`, `1.4 s`."""
    return words.UNKNOWN if value is None else words.duration(value)


@register.simple_tag
def narrowed(shown: SyncPage, **changes: object) -> str:
    """The query of an address that shows the same list otherwise: another filter, span or part of it."""
    kept = {"show": str(shown.listed.show), "q": shown.listed.find, "span": str(shown.lanes.span)}
    said = kept | {key: str(value) for key, value in changes.items()}
    return urlencode({key: value for key, value in said.items() if value})
