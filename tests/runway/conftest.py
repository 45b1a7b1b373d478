"""Books in docstrings: a calculator's test says in plain lines what the ledger holds."""

import pytest

from tests.runway.books import Books, parse


@pytest.fixture
def books(request: pytest.FixtureRequest) -> Books:
    """The books that the test's own docstring writes down."""
    return parse(request.function.__doc__ or "")
