"""The board's addresses, for templates."""

from urllib.parse import urlencode

from django import template

register = template.Library()


@register.simple_tag
def narrowing(show: str, find: str) -> str:
    """The query of an address that narrows the board: `show=red&q=elm`."""
    return urlencode({"show": str(show)} | ({"q": find} if find else {}))
