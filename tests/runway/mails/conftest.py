"""Acme's books with a mail server at hand; Olive owns Acme, Ada advises it, Ben keeps its books."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pytest_django import Settings

from core import clock
from core.models import Business, Role, User
from runway.models import Assumptions
from tests.bookkeeping import Books
from tests.runway.books import Books as Written
from tests.runway.books import parse
from tests.runway.console.office import hired, opened
from tests.runway.mails.mail_server import MailServer, running_mail_server

WEDNESDAY = datetime(2026, 11, 25, 17, 30, tzinfo=UTC)
SITE = "https://rowcol.example"


@pytest.fixture(autouse=True)
def wednesday(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is half past noon in New York, in the middle of a week."""
    bend = tmp_path / "clock.json"
    bend.write_text(json.dumps({"offset": (WEDNESDAY - clock.now()).total_seconds()}))
    monkeypatch.setenv("ROWCOL_CLOCK_FILE", str(bend))


@pytest.fixture
def office(acme: Business) -> Books:
    """Acme's books, open and read: 20,000.00 in the bank."""
    return opened(acme)


@pytest.fixture
def ada(acme: Business) -> User:
    """Advises Acme."""
    return hired(acme, "Ada", Role.ADVISOR)


@pytest.fixture
def ben(acme: Business) -> User:
    """Keeps Acme's books."""
    return hired(acme, "Ben", Role.BOOKKEEPER)


@pytest.fixture
def books(request: pytest.FixtureRequest) -> Written:
    """The books that the test's own docstring writes down."""
    return parse(request.function.__doc__ or "")


@pytest.fixture
def mail_server(settings: Settings) -> Iterator[MailServer]:
    """A mail server that takes everything, and the product's settings pointing at it."""
    settings.SITE_URL, settings.EMAIL_USE_TLS = SITE, False
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with running_mail_server() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


def chosen(business: Business, due: datetime, **fields: object) -> Assumptions:
    """The digest goes out every week on the weekday and at the hour of this instant, in the business's zone."""
    local = due.astimezone(ZoneInfo(business.timezone))
    when = {"digest_weekday": local.weekday(), "digest_hour": local.hour}
    return Assumptions.objects.create(business=business, digest_is_sent=True, **(when | fields))


def this_hour() -> datetime:
    """The full hour that began last."""
    return clock.now().replace(minute=0, second=0, microsecond=0)


def an_hour_ago() -> datetime:
    return this_hour() - timedelta(hours=1)
