"""Sealing tokens, and exchanging the keys while connections live on."""

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from pytest_django import Settings

from core.models import AuditEntry, Business
from sync.errors import CannotUnseal
from sync.models import Connection
from sync.vault import seal, unseal

OLD, NEW, OTHER = (Fernet.generate_key().decode() for _ in range(3))


@pytest.fixture
def sealed_with_the_old_key(acme: Business, settings: Settings) -> Connection:
    """Acme's tokens as they lay before the keys were exchanged."""
    settings.TOKEN_ENCRYPTION_KEYS = [OLD]
    return Connection.objects.create(
        business=acme,
        realm_id="1",
        environment="sandbox",
        access_token=seal("access"),
        refresh_token=seal("refresh"),
    )


def test_what_is_sealed_opens_again_and_does_not_show(settings: Settings) -> None:
    settings.TOKEN_ENCRYPTION_KEYS = [OLD]
    assert "café" not in seal("café")
    assert unseal(seal("café")) == "café"


def test_an_older_key_still_opens_and_the_first_seals(settings: Settings) -> None:
    settings.TOKEN_ENCRYPTION_KEYS = [OLD]
    before = seal("token")
    settings.TOKEN_ENCRYPTION_KEYS = [NEW, OLD]
    assert unseal(before) == "token"
    after = seal("token")
    settings.TOKEN_ENCRYPTION_KEYS = [OLD]
    with pytest.raises(CannotUnseal, match="TOKEN_ENCRYPTION_KEYS"):
        unseal(after)


@pytest.mark.parametrize("keys", [[], ["not a key"], ["é"]])
def test_keys_that_are_none_name_the_setting(settings: Settings, keys: list[str]) -> None:
    settings.TOKEN_ENCRYPTION_KEYS = keys
    with pytest.raises(ImproperlyConfigured, match="TOKEN_ENCRYPTION_KEYS"):
        seal("token")


def test_a_rotation_makes_the_old_key_dispensable(
    sealed_with_the_old_key: Connection, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.TOKEN_ENCRYPTION_KEYS = [NEW, OLD]
    call_command("rotate_token_keys")
    assert "1 of 1 connections" in capsys.readouterr().out
    assert AuditEntry.objects.get().action == "token keys rotated"
    settings.TOKEN_ENCRYPTION_KEYS = [NEW]
    kept = Connection.objects.get()
    assert (unseal(kept.access_token), unseal(kept.refresh_token)) == ("access", "refresh")


def test_a_rotation_names_what_opens_with_no_key_and_changes_nothing_there(
    sealed_with_the_old_key: Connection, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.TOKEN_ENCRYPTION_KEYS = [NEW, OTHER]
    with pytest.raises(CommandError, match=r"TOKEN_ENCRYPTION_KEYS.*acme"):
        call_command("rotate_token_keys")
    assert "0 of 1 connections" in capsys.readouterr().out
    settings.TOKEN_ENCRYPTION_KEYS = [OLD]
    assert unseal(Connection.objects.get().refresh_token) == "refresh"


def test_a_rotation_without_connections_says_so(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("rotate_token_keys")
    assert "0 of 0 connections" in capsys.readouterr().out
