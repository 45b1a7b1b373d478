"""Consents that end: known at once or beforehand, said why, kept alive where that is possible, mended by one consent.

QuickBooks' clock and RowCol's are moved together, by months and years.
"""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from bank.models import Account
from core import clock
from core.models import AuditEntry, Business
from sync import feeds, tasks, tokens
from sync.alerts.sweep import sweep
from sync.errors import AccessTokenRejected, ReconnectNeeded
from sync.models import Alert, AlertKind, Connection, Feed, FeedKind, RunKind, SyncRun
from sync.orchestrators.consent_life import keep_alive
from sync.orchestrators.mirror import backfill
from sync.smart_sync import SmartSyncService
from tests.sync.backstage import Backstage, connect_books
from tests.sync.small_company import SmallCompany, brisk_clock, company, connected, in_a_hurry

__all__ = ["brisk_clock", "company", "connected", "in_a_hurry"]
pytestmark = pytest.mark.django_db(transaction=True)


class Calendar:
    """The days that pass, at QuickBooks and here."""

    def __init__(self, company: SmallCompany, bend: Path) -> None:
        self.company, self.bend, self.days = company, bend, 0.0

    def turn(self, days: float) -> None:
        self.days += days
        self.company.service.clock.move(advance=days * 86400)
        self.bend.write_text(json.dumps({"offset": self.days * 86400}))


@pytest.fixture
def calendar(company: SmallCompany, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Calendar:
    bend = tmp_path / "bend.json"
    monkeypatch.setenv("ROWCOL_CLOCK_FILE", str(bend))
    return Calendar(company, bend)


def ask(business: Business) -> int:
    return SmartSyncService(business, people=True).count("Account")


def consent_alerts() -> list[tuple[str, str]]:
    """What is open about consents after a sweep."""
    sweep(clock.now())
    found = Alert.objects.filter(resolved_at=None, kind__in=[AlertKind.RECONNECT, AlertKind.CONSENT_ENDS])
    return sorted(found.values_list("kind", "subject"))


def grow_old(**facts: object) -> None:
    Connection.objects.update(**facts)


@pytest.mark.django_db
def test_a_revoked_grant_opens_its_alert_with_the_reason_at_once_and_a_consent_ends_it(
    connection: Connection, backstage: Backstage
) -> None:
    backstage.fault("revoke_grants")
    with pytest.raises(ReconnectNeeded):
        ask(connection.business)
    alert = Alert.objects.get()
    assert (alert.kind, alert.business, alert.resolved_at) == (
        AlertKind.RECONNECT,
        connection.business,
        None,
    )
    assert "Incorrect or invalid refresh token." in alert.words
    connect_books(connection.business)
    alert.refresh_from_db()
    assert alert.resolved_at is not None


@pytest.mark.django_db
@pytest.mark.usefixtures("brisk_clock")
def test_tokens_refused_as_soon_as_they_are_given_end_in_a_reconnect_and_not_in_a_loop(
    connection: Connection, backstage: Backstage
) -> None:
    backstage.fault("401", times=100)
    for _ in range(3):
        with pytest.raises(AccessTokenRejected):
            ask(connection.business)
    assert Connection.objects.get().is_usable(), "Intuit's own outages look the same, and are shorter"
    grow_old(refused_since=clock.now() - timedelta(minutes=31))
    with pytest.raises(ReconnectNeeded, match="refuses even new access tokens"):
        ask(connection.business)
    assert "refuses even new access tokens" in Alert.objects.get(kind=AlertKind.RECONNECT).words
    asked = backstage.asked("token_refreshes")
    with pytest.raises(ReconnectNeeded):
        ask(connection.business)
    assert backstage.asked("token_refreshes") == asked


@pytest.mark.django_db
@pytest.mark.usefixtures("brisk_clock")
def test_refusals_that_pass_are_forgotten(connection: Connection, backstage: Backstage) -> None:
    backstage.fault("401", times=2)
    assert ask(connection.business) > 0
    assert [line["status"] for line in backstage.requests()] == [401, 200, 401, 200], "the new one, too"
    kept = Connection.objects.get()
    assert (kept.refusals, kept.refused_since) == (0, None)


def test_a_consent_that_nobody_used_for_100_days_is_known_as_ended_without_asking(
    company: SmallCompany, connected: Business, calendar: Calendar
) -> None:
    calendar.turn(92)
    assert consent_alerts() == [(AlertKind.CONSENT_ENDS, "30 days")]
    calendar.turn(8.1)
    company.service.meter.reset()
    with pytest.raises(ReconnectNeeded, match=r"the consent ended on .* since it was not used"):
        ask(connected)
    tasks.look_after_alerts()
    assert not Connection.objects.usable().exists()
    assert "since it was not used" in AuditEntry.objects.get(action="connection broken").detail["why"]
    assert consent_alerts() == [(AlertKind.RECONNECT, "")]
    assert company.service.meter.report()["asked"] == {}, "QuickBooks was not asked"
    company.connect(connected)
    assert consent_alerts() == []


def test_consents_that_nobody_else_uses_are_kept_alive_at_half_their_life_once(
    company: SmallCompany, connected: Business, calendar: Calendar
) -> None:
    Feed.objects.update(paused_at=clock.now())
    calendar.turn(49)
    assert keep_alive(clock.now()) == 0
    for days in (2, 51, 51):
        calendar.turn(days)
        assert [keep_alive(clock.now()) for _ in range(2)] == [1, 0]
    assert ask(connected) > 0, "153 days without a reading"
    assert consent_alerts() == []


@pytest.mark.prove
def test_a_consent_ends_after_five_years_however_well_it_is_kept(
    company: SmallCompany, connected: Business, calendar: Calendar
) -> None:
    for _ in range(30):
        calendar.turn(60)
        keep_alive(clock.now())
    assert consent_alerts() == [(AlertKind.CONSENT_ENDS, "30 days")]
    calendar.turn(25)
    with pytest.raises(ReconnectNeeded, match="five years after it was given"):
        ask(connected)


def test_trouble_while_keeping_alive_is_tried_again_and_costs_nothing(
    connected: Business, calendar: Calendar, settings: Settings
) -> None:
    calendar.turn(60)
    right, settings.QBO_CLIENT_SECRET = settings.QBO_CLIENT_SECRET, "wrong"
    assert keep_alive(clock.now()) == 0
    settings.QBO_CLIENT_SECRET = right
    assert keep_alive(clock.now()) == 1


@pytest.mark.prove
@pytest.mark.usefixtures("in_a_hurry")
def test_a_reconnect_keeps_the_mirror_and_catches_up_however_long_it_took(
    company: SmallCompany, connected: Business, calendar: Calendar, settings: Settings
) -> None:
    settings.CELERY_TASK_ALWAYS_EAGER = True
    backfill(connected)
    kept = set(Account.objects.of(connected).values_list("pk", flat=True))
    calendar.turn(101)
    tasks.look_after_alerts()
    assert not feeds.due(clock.now()).exists(), "nobody asks in vain"
    company.connect(connected)
    tasks.tick()  # the list of changes does not reach back so far: the feed gives its cursor up
    runs = SyncRun.objects.order_by("-pk")
    assert RunKind.BACKFILL in {run.kind for run in runs[:2]}
    assert set(Account.objects.of(connected).values_list("pk", flat=True)) == kept
    changes = Feed.objects.get(kind=FeedKind.CHANGES)
    assert changes.cursor is not None
    assert clock.now() - changes.cursor < timedelta(minutes=5)


def test_a_newer_consent_is_not_broken_by_the_calendar_of_the_older_one(connected: Business) -> None:
    tokens.break_lapsed(clock.now())
    assert Connection.objects.get().is_usable()
