"""What a pull costs that finds nothing, as most pulls do."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.db.backends.signals import connection_created
from django.test.utils import CaptureQueriesContext

from core.models import Business
from sync.models import ApiUsage, RunState
from sync.orchestrators.mirror import pull_changes
from tests.sync.clerk import clerk, cursor, mirrored
from tests.sync.small_company import SmallCompany, company, connected, in_a_hurry

__all__ = ["clerk", "company", "connected", "in_a_hurry", "mirrored"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_a_hurry")]


@pytest.fixture
def quiet(mirrored: Business, company: SmallCompany) -> Business:
    """Acme, whose last change lies an hour back and has been seen."""
    company.service.clock.move(advance=3600)
    pull_changes(mirrored)
    company.mischief.asked.clear()
    return mirrored


@contextmanager
def other_connections() -> Iterator[list[Any]]:
    """The database connections that are opened meanwhile, by any thread."""
    opened: list[Any] = []

    def note(**opening: Any) -> None:
        opened.append(opening["connection"])

    connection_created.connect(note)
    try:
        yield opened
    finally:
        connection_created.disconnect(note)


def test_a_pull_that_finds_nothing_costs_one_call_and_ten_statements(
    quiet: Business, company: SmallCompany
) -> None:
    """BEGIN and COMMIT would count; no thread opens a connection of its own for it."""
    before = cursor(quiet)
    with CaptureQueriesContext(connection) as spent, other_connections() as opened:
        run = pull_changes(quiet)
    assert (run.state, run.calls, company.mischief.asked) == (RunState.DONE, 1, ["cdc"])
    assert [query["sql"] for query in spent][10:] == []
    assert opened == []
    assert cursor(quiet) > before
    assert ApiUsage.objects.get(call_class="cdc").reads == 2, "this one, and the one before it"


def test_balances_are_read_with_every_fourth_pull_though_nothing_was_found(
    quiet: Business, company: SmallCompany
) -> None:
    """The first of them was made before it fell quiet."""
    for _ in range(7):
        pull_changes(quiet)
    assert company.mischief.asked == [*["cdc"] * 3, "Account", *["cdc"] * 4, "Account"]
