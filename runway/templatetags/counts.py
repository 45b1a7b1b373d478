"""A template filter for how many there are of something."""

from django import template

register = template.Library()


@register.filter
def count(value: int) -> str:
    """`24,373`."""
    return f"{value:,}"
