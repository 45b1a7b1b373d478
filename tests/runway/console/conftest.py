"""Acme's office: open books, and Dana and Maya, who both propose and approve."""

import pytest

from core.models import Business, User
from tests.bookkeeping import Books
from tests.runway.console.office import hired, opened


@pytest.fixture
def office(acme: Business) -> Books:
    """Acme's books, open and read."""
    return opened(acme)


@pytest.fixture
def dana(acme: Business) -> User:
    """A controller."""
    return hired(acme, "Dana")


@pytest.fixture
def maya(acme: Business) -> User:
    """Another controller."""
    return hired(acme, "Maya")
