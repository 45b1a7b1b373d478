"""Acme's books, open and read: 20,000.00 in the bank; and the people who say what its numbers rest on."""

import pytest
from django.test import Client

from core.models import Business, Role
from tests.bookkeeping import Books
from tests.conftest import signed_in
from tests.runway.books import Books as Written
from tests.runway.books import parse
from tests.runway.console.office import hired, opened


@pytest.fixture
def office(acme: Business) -> Books:
    """Acme's books, open and read."""
    return opened(acme)


@pytest.fixture
def ada(office: Books) -> Client:
    """Advises Acme, and is signed in."""
    return signed_in(hired(office.business, "Ada", Role.ADVISOR))


@pytest.fixture
def cora(office: Books) -> Client:
    """Acme's controller, signed in."""
    return signed_in(hired(office.business, "Cora", Role.CONTROLLER))


@pytest.fixture
def books(request: pytest.FixtureRequest) -> Written:
    """The books that the test's own docstring writes down."""
    return parse(request.function.__doc__ or "")
