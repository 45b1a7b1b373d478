"""Small books for the forecast's page, their sheet computed as the product does it."""

import pytest

from runway.services.forecast_sheet import Computed
from tests.runway.books import Books, parse
from tests.runway.forecast.computed import computed


@pytest.fixture
def books(request: pytest.FixtureRequest) -> Books:
    """The books that the test's own docstring writes down."""
    return parse(request.function.__doc__ or "")


@pytest.fixture
def of(books: Books) -> Computed:
    """What follows from them, with a minimum line of 400."""
    return computed(books)
