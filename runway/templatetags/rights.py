"""What the person on the page may do, for templates."""

from collections.abc import Collection

from django import template

from core.access import May

register = template.Library()


@register.filter
def may(rights: Collection[May] | None, deed: str) -> bool:
    """Whether `request.rights` hold a right, by its name: `request.rights|may:"SET"`."""
    return May[deed] in (rights or ())
