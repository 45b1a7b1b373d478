"""Acme connected to the sandbox's company, and the way behind that sandbox's scenes."""

import pytest
from pytest_django import Settings

from core.models import Business
from rowcol.demo.sandbox import Sandbox
from sync.models import Connection
from tests.sync.backstage import Backstage, connect_books


@pytest.fixture
def backstage(qbo: Sandbox) -> Backstage:
    """The sandbox's control API; planned faults and counters of earlier tests are gone."""
    made = Backstage(qbo.url)
    made.clean()
    return made


@pytest.fixture
def connection(backstage: Backstage, acme: Business) -> Connection:
    """Acme's connection; the consent is not among the calls that the sandbox counts."""
    made = connect_books(acme)
    backstage.forget()
    return made


@pytest.fixture
def write_back(acme: Business, settings: Settings) -> None:
    """Acme's books may be changed from here."""
    settings.QBO_WRITE_BACK = True
    Business.objects.filter(pk=acme.pk).update(write_back=True)
