"""The key under which everything that is said of a document refers to it."""

from core.cash import OpenItem

Name = tuple[str, str]
"""Entity and QBO id."""


def name_of(item: OpenItem) -> Name:
    """The name of an open document."""
    return (item.document.entity, item.document.qbo_id)
