"""Papers and parties in docstrings, beside the books."""

from tests.runway.hygiene.papers import office

__all__ = ["office"]
