"""Fifty healthy companies of all five kinds: nothing is unexplained and nothing is repaired, today and days later.

ROWCOL_HEALTHY says how many; ten seeds of each kind make fifty.
"""

import os
from pathlib import Path

import pytest
from pytest_django import Settings

from sandbox.generator.kinds import KINDS
from tests.runway.ledger_books import Founding
from tests.sync.healthy import healthy, last_day
from tests.sync.small_company import in_a_hurry

__all__ = ["in_a_hurry"]

pytestmark = [
    pytest.mark.prove,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("in_a_hurry"),
]

COMPANIES = int(os.environ.get("ROWCOL_HEALTHY", "50"))
FOUNDINGS = [
    Founding(seed, last_day(seed), kind, days=90, scale=0.3)
    for seed in range(101, 101 + (COMPANIES + len(KINDS) - 1) // len(KINDS))
    for kind in sorted(KINDS)
][:COMPANIES]


@pytest.mark.parametrize("founding", FOUNDINGS, ids=lambda one: f"{one.kind} {one.seed}")
def test_a_healthy_company_raises_no_alarm(
    founding: Founding, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with healthy(founding, tmp_path, settings, monkeypatch) as company:
        company.assert_no_alarm()
        company.switch("report_engine", "modern")
        company.live(4)
        company.assert_no_alarm()
