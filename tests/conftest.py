"""The cast: Acme owns the books, Olive owns Acme, Sam is a stranger. The stage: a database, a sandbox."""

import gc
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.db import connection
from django.test import Client, TransactionTestCase, override_settings
from hypothesis import settings as examples
from pytest_django import DjangoDbBlocker, Settings

from core.models import Business, Firm, Membership, Role, User
from rowcol import quickbooks
from rowcol.demo.sandbox import Sandbox, running_sandbox
from rowcol.embedded import EmbeddedPostgres
from tests.emptying import empty_tables
from tests.template import template_of

PASSWORD = "a-long-password-for-tests"

# So many of each property's examples `make test` draws; `make prove` draws hypothesis' own hundred.
examples.register_profile("quick", max_examples=20)


def pytest_collection_finish() -> None:
    """All that is loaded by now stays, so the collector of garbage need not walk it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """Where tests make their database: in the embedded server, started by its owner, or at DATABASE_URL."""
    if not configured.DATABASE_URL:
        EmbeddedPostgres(configured.VAR).start()
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = template_of(connection)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The tests' database need not outlive a power cut, so nothing waits for the disk."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{connection.settings_dict["NAME"]}" SET synchronous_commit = off')
        connection.close()


@pytest.fixture
def var() -> Iterator[Path]:
    """A folder for a database of the test's own; pytest's are closed to other users, again with every run."""
    with tempfile.TemporaryDirectory(prefix="rowcol-test-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Passwords are hashed as fast as can be: their strength is Django's business."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_browsers() -> Iterator[None]:
    """A static file is looked for when it is asked for; else each new browser begins with a walk over them all."""
    with override_settings(WHITENOISE_AUTOREFRESH=True):
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_emptying() -> Iterator[None]:
    """Tables are emptied the quick way after a test with transactions of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_tables)
        yield


@pytest.fixture
def firm(db: None) -> Firm:
    """Acme is its own firm."""
    return Firm.objects.create(name="Acme", slug="acme")


@pytest.fixture
def acme(firm: Firm) -> Business:
    """The business whose books are at stake."""
    return Business.objects.create(firm=firm, name="Acme", slug="acme")


@pytest.fixture
def olive(acme: Business) -> User:
    """Owns Acme."""
    user = User.objects.create_user("olive@acme.example", PASSWORD, name="Olive")
    Membership.objects.create(user=user, firm=acme.firm, business=acme, role=Role.OWNER)
    return user


@pytest.fixture
def sam(db: None) -> User:
    """Has a firm and a business of his own, and no business with Acme."""
    elsewhere = Firm.objects.create(name="Elsewhere", slug="elsewhere")
    own = Business.objects.create(firm=elsewhere, name="Elsewhere", slug="elsewhere")
    user = User.objects.create_user("sam@elsewhere.example", PASSWORD, name="Sam")
    Membership.objects.create(user=user, firm=elsewhere, business=own, role=Role.OWNER)
    return user


@pytest.fixture
def olives_browser(olive: User) -> Client:
    """Olive, signed in."""
    return signed_in(olive)


@pytest.fixture
def sams_browser(sam: User) -> Client:
    """Sam, signed in."""
    return signed_in(sam)


def signed_in(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """One sandbox process with the agency's books for all tests of a test process."""
    folder = tmp_path_factory.mktemp("sandbox")
    with running_sandbox(folder / "books", 0, folder) as running:
        yield running


@pytest.fixture
def qbo(sandbox: Sandbox, settings: Settings) -> Sandbox:
    """That sandbox, with the product's settings pointing at it."""
    point_at(sandbox.url, settings)
    return sandbox


def point_at(url: str, settings: Settings) -> None:
    """Let the product talk to the sandbox at this address."""
    place = quickbooks.addresses("sandbox-local", url)
    settings.QBO_ENVIRONMENT = "sandbox-local"
    settings.QBO_BASE_URL = place.api
    settings.QBO_AUTHORIZE_URL = place.authorize
    settings.QBO_TOKEN_URL = place.token
    settings.QBO_REVOKE_URL = place.revoke
    settings.QBO_USERINFO_URL = place.userinfo
