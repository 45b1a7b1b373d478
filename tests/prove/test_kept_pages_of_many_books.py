"""Pages of companies of every kind, kept and read again, are the pages that were computed, to the last character.

Also those that are computed anew with the tunings that an earlier page of the week kept, once its moment was over.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pytest

from core.access import May
from core.models import Business, Role, User
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

pytestmark = [pytest.mark.prove, pytest.mark.django_db(transaction=True)]
LAST_DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 22, tzinfo=UTC)


@pytest.fixture
def business(kind: str, tmp_path: Path) -> Business:
    founding = Founding(seed=31, until=LAST_DAY, kind=kind, hidden_payroll=kind == "agency")
    return mirrored(founded(founding, tmp_path / "books.sqlite3"), NOW)


def pages(business: Business, dana: User) -> list[object]:
    """As people see them, kept where they are."""
    console = DecisionConsoleService(business, dana, list(May))
    tray = [TrayService(business).page(NOW, show) for show in Show]
    both = [digest_page(business, NOW), forecast_page(business, NOW)]
    return [*both, *tray, console.page(NOW), console.page(NOW, every=True)]


def computed(business: Business, dana: User) -> list[object]:
    """The same pages, each with nothing that another one kept."""
    trays, consoles = HygieneTrayDataOrchestrator(business), DecisionConsoleDataOrchestrator(business)
    console = DecisionConsoleService(business, dana, list(May), consoles)
    ways = [
        lambda: DigestService(business).page(NOW),
        lambda: ForecastService(business).page(NOW),
        *(partial(TrayService(business, trays).page, NOW, show) for show in Show),
        lambda: console.page(NOW),
        lambda: console.page(NOW, every=True),
    ]
    return [_alone(way) for way in ways]


def _alone(way: Callable[[], object]) -> object:
    Kept.objects.all().delete()
    return way()


def kept() -> set[str]:
    return set(Kept.objects.values_list("name", flat=True))


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_kept_page_is_the_computed_one(business: Business) -> None:
    dana = hired(business, "Dana", Role.CONTROLLER)
    alone = computed(business, dana)
    assert kept() <= {"tunings"}, "whoever brings the books keeps no page"
    Kept.objects.all().delete()
    assert pages(business, dana) == alone
    assert kept() == {"digest", "forecast", "tray", "console", "tunings"}
    assert pages(business, dana) == alone, "kept"
    Kept.objects.exclude(name="tunings").delete()
    assert pages(business, dana) == alone, "computed anew, with the tunings that were kept"
