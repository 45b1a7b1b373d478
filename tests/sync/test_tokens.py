"""The token chain: refreshed once however many ask, kept sealed, never lost, given up with a reason."""

import logging
import threading
from datetime import timedelta

import pytest
from django.db import connection as database
from django.db import connections, transaction
from pytest_django import Settings

from core import clock
from core.models import AuditEntry
from sync import tokens
from sync.errors import AppNotAccepted, CannotUnseal, ReconnectNeeded, Unreachable
from sync.grant import Grant
from sync.models import ApiUsage, Connection
from sync.smart_sync import SmartSyncService
from sync.vault import unseal
from tests.sync.backstage import Backstage, connect_books
from tests.sync.elsewhere import outputs, processes
from tests.sync.small_company import brisk_clock

__all__ = ["brisk_clock"]

COUNT_BILLS = "print(SmartSyncService(business, people=True).count('Bill'))"
KNOW_ACME = """
from core.models import Business
from sync.smart_sync import SmartSyncService
business = Business.objects.get(slug='acme')
"""


def expire(connection: Connection) -> None:
    """Let RowCol know that the access token has run out."""
    Connection.objects.filter(pk=connection.pk).update(access_expires_at=clock.now() - timedelta(seconds=1))


def must_not_refresh(refresh_token: str) -> Grant:
    raise AssertionError("asked for a refresh")


def test_a_fresh_token_is_used_as_it_is(connection: Connection, backstage: Backstage) -> None:
    SmartSyncService(connection.business).count("Bill")
    assert backstage.asked("token_refreshes") == 0


def test_a_token_in_its_last_minute_is_renewed_before_the_call(
    connection: Connection, backstage: Backstage
) -> None:
    expire(connection)
    SmartSyncService(connection.business).count("Bill")
    connection.refresh_from_db()
    assert backstage.asked("token_refreshes") == 1
    assert 3590 < (connection.access_expires_at - clock.now()).total_seconds() <= 3600
    assert (connection.refresh_ends_at - clock.now()).days > 5 * 364
    assert [line["status"] for line in backstage.requests()] == [200, 200]


def test_a_token_that_qbo_rejects_is_renewed_once_and_the_call_repeated(
    connection: Connection, backstage: Backstage
) -> None:
    backstage.fault("expire_access_tokens")
    assert SmartSyncService(connection.business).count("Bill") > 0
    assert [line["status"] for line in backstage.requests()] == [401, 200, 200]


def test_a_rotated_refresh_token_is_kept(connection: Connection, backstage: Backstage) -> None:
    backstage.tell("switches", rotate_every_refresh=True)
    for _ in range(3):
        expire(connection)
        SmartSyncService(connection.business).count("Bill")
    renewed = Connection.objects.get(pk=connection.pk)
    assert unseal(renewed.refresh_token) != unseal(connection.refresh_token)
    assert backstage.asked("token_refreshes") == 3


@pytest.mark.prove
@pytest.mark.django_db(transaction=True)
def test_two_processes_with_one_expired_token_refresh_it_once(
    connection: Connection, backstage: Backstage
) -> None:
    backstage.tell("switches", rotate_every_refresh=True, refresh_penalty=True, refresh_seconds=0.5)
    expire(connection)
    counts = {said.strip() for said in outputs(processes(2, KNOW_ACME, COUNT_BILLS), 20)}
    assert len(counts) == 1
    assert int(counts.pop()) > 0
    assert backstage.asked("token_refreshes") == 1
    assert Connection.objects.get().is_usable()


@pytest.mark.django_db(transaction=True)
def test_many_threads_with_one_rejected_token_refresh_it_once(
    connection: Connection, backstage: Backstage
) -> None:
    backstage.tell("switches", rotate_every_refresh=True, refresh_penalty=True, refresh_seconds=0.2)
    backstage.fault("expire_access_tokens")
    counted: list[int] = []

    def work() -> None:
        counted.append(SmartSyncService(connection.business, people=True).count("Bill"))
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(counted) == 6
    assert backstage.asked("token_refreshes") == 1


@pytest.mark.django_db(transaction=True)
def test_the_rotated_token_is_on_disk_before_it_is_used(connection: Connection) -> None:
    expire(connection)
    grant = Grant("new access", "new refresh", 3600, 8640000)
    access = tokens.access(connection.business, lambda old: grant)
    database.close()
    kept = Connection.objects.get()
    assert (access.token, unseal(kept.refresh_token)) == ("new access", "new refresh")


@pytest.mark.django_db(transaction=True)
def test_tokens_are_never_renewed_inside_a_transaction_that_could_be_rolled_back(
    connection: Connection,
) -> None:
    expire(connection)
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        tokens.access(connection.business, must_not_refresh)


def test_a_revoked_grant_marks_the_connection_and_says_how_to_go_on(
    connection: Connection, backstage: Backstage
) -> None:
    backstage.fault("revoke_grants")
    for _ in range(2):
        with pytest.raises(ReconnectNeeded, match="Connect the company again; the mirror is kept"):
            SmartSyncService(connection.business).count("Bill")
    connection.refresh_from_db()
    assert not connection.is_usable()
    assert connection.broken_why
    assert AuditEntry.objects.get(action="connection broken").business_id == connection.business_id
    assert backstage.asked("token_refreshes") == 1, "a dead token is not tried again"


def test_a_reconnect_mends_a_broken_connection(connection: Connection, backstage: Backstage) -> None:
    backstage.fault("revoke_grants")
    with pytest.raises(ReconnectNeeded):
        SmartSyncService(connection.business).count("Bill")
    mended = connect_books(connection.business)
    assert mended.pk == connection.pk
    assert mended.is_usable()
    assert SmartSyncService(connection.business).count("Bill") > 0


@pytest.mark.usefixtures("brisk_clock")
@pytest.mark.parametrize("kind", ["500", "503", "cut", "html", "malformed_json"])
def test_trouble_at_the_token_endpoint_costs_no_token(
    connection: Connection, backstage: Backstage, kind: str
) -> None:
    expire(connection)
    backstage.fault(kind, class_="token_refreshes")
    assert SmartSyncService(connection.business, people=True).count("Bill") > 0
    connection.refresh_from_db()
    assert connection.is_usable()
    token_calls = ApiUsage.objects.get(business=connection.business, call_class="token")
    assert (token_calls.calls, token_calls.errors) == (3, 1), "the consent, the trouble, the refresh"


def test_wrong_credentials_of_rowcol_do_not_break_the_connection(
    connection: Connection, settings: Settings
) -> None:
    expire(connection)
    settings.QBO_CLIENT_SECRET = "wrong"
    with pytest.raises(AppNotAccepted, match="QBO_CLIENT_ID and QBO_CLIENT_SECRET"):
        SmartSyncService(connection.business).count("Bill")
    connection.refresh_from_db()
    assert connection.is_usable()


def test_a_newer_token_survives_that_an_older_one_was_turned_away(connection: Connection) -> None:
    tokens.give_up(connection.business, "some older token", ReconnectNeeded("access was taken away"))
    connection.refresh_from_db()
    assert connection.is_usable()
    tokens.give_up(
        connection.business, unseal(connection.access_token), ReconnectNeeded("access was taken away")
    )
    connection.refresh_from_db()
    assert connection.broken_why == "access was taken away"


@pytest.mark.django_db(transaction=True)
def test_whoever_waits_too_long_for_a_refresh_is_told(connection: Connection, settings: Settings) -> None:
    settings.QBO_TIMEOUT_SECONDS = 0.1
    expire(connection)
    holder = database.copy()
    try:
        with holder.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT 1 FROM sync_connection FOR UPDATE")
            with pytest.raises(Unreachable, match="refreshing the token for too long"):
                tokens.access(connection.business, must_not_refresh)
            cursor.execute("ROLLBACK")
    finally:
        holder.close()


def test_tokens_lie_sealed_in_the_database_and_appear_in_no_log(
    connection: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    expire(connection)
    SmartSyncService(connection.business).count("Bill")
    stored = Connection.objects.values().get()
    access, refresh = unseal(stored["access_token"]), unseal(stored["refresh_token"])
    with database.cursor() as cursor:
        cursor.execute("SELECT sync_connection::text FROM sync_connection")
        (row,) = cursor.fetchone()
    for secret in (access, refresh):
        assert len(secret) > 10
        assert secret not in row
        assert secret not in caplog.text


def test_tokens_that_open_with_no_key_name_the_setting(connection: Connection, settings: Settings) -> None:
    settings.TOKEN_ENCRYPTION_KEYS = ["A" * 43 + "="]
    with pytest.raises(CannotUnseal, match="TOKEN_ENCRYPTION_KEYS"):
        SmartSyncService(connection.business).count("Bill")


def test_grants_do_not_show_their_tokens() -> None:
    assert "secret" not in repr(Grant("secret one", "secret two", 3600, 8640000))
