"""Five seeds of every kind of company, at full size: digest and tray equal the ledger to the cent.

The sentences are those of the quick test, said here of more companies.
"""

from datetime import date, timedelta
from typing import Any

import pytest

from sandbox.generator.kinds import KINDS
from tests.runway import test_digest_against_the_ledger as quick
from tests.runway.ledger_books import Founding
from tests.runway.ledger_companies import Seen, seen_on

pytestmark = [pytest.mark.prove, pytest.mark.django_db]

globals().update({name: sentence for name, sentence in vars(quick).items() if name.startswith("test_")})

SEEDS = range(1, 6)
FOUNDINGS = {
    **{
        f"{kind} {seed}": Founding(
            seed, date(2026, 11, 20) - timedelta(days=17 * seed), kind, days=400, scale=1
        )
        for kind in KINDS
        for seed in SEEDS
    },
    **{
        f"hidden payroll {kind}": Founding(
            7, date(2026, 11, 20), kind, days=400, scale=1, hidden_payroll=True
        )
        for kind in KINDS
    },
}


@pytest.fixture(scope="module", params=FOUNDINGS)
def week(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: Any,
) -> list[Seen]:
    """One company on the last day of its books."""
    folder = tmp_path_factory.mktemp("company")
    return seen_on(request.param, FOUNDINGS[request.param], folder, [0], django_db_blocker)


@pytest.fixture
def seen(week: list[Seen]) -> Seen:
    """That day."""
    return week[0]
