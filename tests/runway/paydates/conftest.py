"""The documents that a pay-date test's own docstring writes down."""

import pytest

from runway.calculators.paydates.history import Obligation
from tests.runway.paydates.papers import parse


@pytest.fixture
def papers(request: pytest.FixtureRequest) -> list[Obligation]:
    """The documents of the docstring."""
    return parse(request.function.__doc__ or "")
