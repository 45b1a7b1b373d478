"""A young company with foreign clients and everything odd: healthy books raise no alarm, whichever service reports.

Fifty of them are a proof of its own.
"""

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.runway.ledger_books import Founding
from tests.sync.healthy import healthy, last_day
from tests.sync.small_company import in_a_hurry

__all__ = ["in_a_hurry"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_a_hurry")]


@pytest.mark.prove
def test_healthy_books_raise_no_alarm(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    founding = Founding(9, last_day(9), "consulting", days=40, scale=0.3)
    with healthy(founding, tmp_path, settings, monkeypatch) as company:
        company.switch("report_engine", "modern")
        company.assert_no_alarm()
