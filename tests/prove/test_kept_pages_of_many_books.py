"""Pages of companies of every kind, kept and read again, are the pages that were computed, to the last character."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from core.access import May
from core.models import Business, Role
from runway.models import Kept
from runway.services.console import DecisionConsoleService
from runway.services.digest import DigestService
from runway.services.forecast import ForecastService
from runway.services.kept_pages import digest_page, forecast_page
from runway.services.tray import TrayService
from runway.services.tray_page import Show
from sandbox.generator.kinds import KINDS
from sync.orchestrators.decision_console import DecisionConsoleDataOrchestrator
from sync.orchestrators.hygiene_tray import HygieneTrayDataOrchestrator
from tests.runway.console.office import hired
from tests.runway.ledger_books import Founding, founded, mirrored

pytestmark = [pytest.mark.prove, pytest.mark.django_db]
LAST_DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 22, tzinfo=UTC)


@pytest.fixture
def business(kind: str, tmp_path: Path) -> Business:
    founding = Founding(seed=31, until=LAST_DAY, kind=kind, hidden_payroll=kind == "agency")
    return mirrored(founded(founding, tmp_path / "books.sqlite3"), NOW)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_kept_page_is_the_computed_one(business: Business) -> None:
    dana = hired(business, "Dana", Role.CONTROLLER)

    def pages(*sources: Any) -> list[object]:
        trays, consoles = sources or (None, None)
        console = DecisionConsoleService(business, dana, list(May), consoles)
        tray = [TrayService(business, trays).page(NOW, show) for show in Show]
        digest = DigestService(business).page(NOW) if sources else digest_page(business, NOW)
        ahead = ForecastService(business).page(NOW) if sources else forecast_page(business, NOW)
        return [digest, ahead, *tray, console.page(NOW), console.page(NOW, every=True)]

    computed = pages(HygieneTrayDataOrchestrator(business), DecisionConsoleDataOrchestrator(business))
    assert not Kept.objects.exists()
    assert pages() == computed
    assert {kept.name for kept in Kept.objects.all()} == {"digest", "forecast", "tray", "console"}
    assert pages() == computed
