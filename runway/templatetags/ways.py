"""The ways from a number to what it is made of, for templates."""

from urllib.parse import urlencode

from django import template
from django.urls import reverse

from core.cash import Document
from runway.services.quickbooks_links import link

register = template.Library()
DECIDED = ("Bill", "Invoice")


@register.simple_tag
def way_to(document: Document, slug: str) -> str:
    """A bill's or invoice's row of the console; the page of anything else in QuickBooks."""
    if document.entity not in DECIDED:
        return link(document)
    return f"{reverse('runway:console', args=[slug])}?all#{row_id(f'{document.entity}:{document.qbo_id}')}"


@register.filter
def row_id(key: str) -> str:
    """The id of a console row, by its key: `row-Bill-905`."""
    return f"row-{key.replace(':', '-')}"


@register.simple_tag
def in_quickbooks(entity: str, qbo_id: str) -> str:
    """Its page in QuickBooks: an account's register, a customer, a vendor."""
    return link(Document(entity, qbo_id))


@register.simple_tag
def tray_of(slug: str, kind: str) -> str:
    """The tray, narrowed to one kind of issue."""
    return f"{reverse('runway:tray', args=[slug])}?{urlencode({'kind': kind})}"
