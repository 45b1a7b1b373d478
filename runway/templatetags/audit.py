"""Addresses of the audit trail that keep what it is narrowed to."""

from urllib.parse import urlencode

from django import template

from runway.services.audit import AuditPage

register = template.Library()


@register.simple_tag
def narrowed_to(page: AuditPage, number: int | None = None) -> str:
    """The query of the same part of the trail, or of another page of it."""
    asked = page.asked
    said = {"who": asked.who, "what": asked.what, "from": asked.first, "to": asked.last, "page": number}
    return f"?{urlencode({name: value for name, value in said.items() if value})}"
