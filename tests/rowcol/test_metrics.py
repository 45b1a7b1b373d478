"""What Prometheus is given: facts of the database, no client's name, and not to everybody."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as configured
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from core import clock
from core.models import Business, User
from sync import feeds, pulses
from sync.metrics.exposition import Gauge, exposition
from sync.models import (
    Alert,
    AlertKind,
    ApiUsage,
    ChangeLag,
    Connection,
    FeedKind,
    PulseName,
    RunKind,
    RunState,
    SyncIssue,
    SyncRun,
    WebhookDelivery,
    WebhookRefusal,
)
from tests.conftest import signed_in
from tests.operators import another_business
from tests.runway.test_sync_pages import mirrored

pytestmark = pytest.mark.django_db
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}
LINE = re.compile(
    r'(?P<name>\w+)(?:\{(?P<labels>\w+="(?:[^"\\]|\\.)*"(?:,\w+="(?:[^"\\]|\\.)*")*)\})? (?P<value>\S+)'
)


def scraped(**extra: Any) -> dict[str, float]:
    """Values by name with labels, as a scraper on this machine reads them."""
    answer = Client().get("/metrics", **extra)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = [line for line in answer.content.decode().splitlines() if not line.startswith("#")]
    assert all(LINE.fullmatch(line) for line in lines)
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


@pytest.fixture
def busy(acme: Business) -> Business:
    """Acme was never read to its end, is due, failed today, and has an object in quarantine and an alert."""
    now = clock.now()
    Connection.objects.create(business=acme, realm_id="9130", environment="sandbox-local")
    feed = feeds.feed_of(acme, FeedKind.CHANGES)
    feed.next_at, feed.failures = now - timedelta(seconds=40), 3
    feed.save()
    for state in (RunState.DONE, RunState.DONE, RunState.FAILED):
        SyncRun.objects.create(business=acme, kind=RunKind.LIVE, state=state)
    SyncRun.objects.create(business=acme, kind=RunKind.LIVE, queued_at=now - timedelta(days=2))
    ApiUsage.objects.create(business=acme, day=now.date(), call_class="query", calls=7, reads=6, errors=2)
    SyncIssue.objects.create(business=acme, entity="Bill", qbo_id="1", reason="odd", payload=b"{}")
    Alert.objects.create(kind=AlertKind.FAILING, business=acme, words="odd")
    ChangeLag.objects.create(business=acme, day=now.date(), entity="Bill", within_10_s=5, later=1)
    WebhookDelivery.objects.create(body=b"{}")
    WebhookDelivery.objects.create(body=b"?", read_at=now, trouble="it is not JSON")
    WebhookRefusal.objects.create(day=now.date(), times=4, last_at=now)
    pulses.show(PulseName.BEAT)
    return acme


def test_the_figures_are_those_of_the_database(busy: Business) -> None:
    found = scraped()
    assert found['rowcol_businesses{health="failing"}'] == 1
    assert found['rowcol_businesses{health="fresh"}'] == 0
    assert 40 <= found["rowcol_oldest_due_feed_seconds"] < 50
    assert found['rowcol_runs_today{kind="live",state="done"}'] == 2
    assert found['rowcol_runs_today{kind="live",state="failed"}'] == 1
    assert found["rowcol_reads_this_month"] == 6
    assert 'rowcol_runs_today{kind="live",state="queued"}' not in found, "two days ago is not today"
    assert found['rowcol_qbo_calls_today{class="query"}'] == 7
    assert found['rowcol_qbo_call_errors_today{class="query"}'] == 2
    deliveries = {"received": 2, "waiting": 1, "unreadable": 1, "refused": 4}
    assert {state: found[f'rowcol_deliveries_today{{state="{state}"}}'] for state in deliveries} == deliveries
    assert found["rowcol_oldest_unread_delivery_seconds"] < 5
    assert found["rowcol_events_unhandled"] == 0
    assert found['rowcol_changes_today{within="10_s"}'] == 5
    assert found['rowcol_changes_today{within="later"}'] == 1
    assert found['rowcol_issues_open{entity="Bill"}'] == 1
    assert found['rowcol_alerts_open{kind="failing"}'] == 1
    assert found['rowcol_alerts_open{kind="reconnect"}'] == 0
    assert found['rowcol_pulse_age_seconds{process="beat"}'] < 5


def test_a_business_that_the_months_budget_holds_back_is_counted_so(
    acme: Business, settings: Settings
) -> None:
    settings.QBO_READ_BUDGET_PER_MONTH, now = 100, clock.now()
    feed = mirrored(acme, minutes=40)
    ApiUsage.objects.create(business=acme, day=now.date(), call_class="cdc", calls=85, reads=85)
    assert feed.next_at > now
    assert scraped()['rowcol_businesses{health="late (budget)"}'] == 1


def test_no_client_is_named(busy: Business) -> None:
    assert "acme" not in Client().get("/metrics").content.decode().lower()


def test_every_metric_is_explained_in_the_manual(busy: Business) -> None:
    manual = (configured.ROOT / "docs" / "operations.md").read_text()
    names = set(re.findall(r"^# HELP (\w+)", Client().get("/metrics").content.decode(), re.M))
    assert names == set(re.findall(r"^\| `(rowcol_\w+)`", manual, re.M))


def test_the_number_of_queries_is_the_same_for_many_clients(busy: Business) -> None:
    scraped()  # adds the month's reads up, which holds for a minute
    asked = []
    for numbers in (range(2), range(2, 20)):
        for number in numbers:
            business = another_business(busy, number)
            Connection.objects.create(business=business, realm_id=str(number), environment="sandbox-local")
        with CaptureQueriesContext(connection) as queries:
            scraped()
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 18


def status(browser: Client, **extra: Any) -> int:
    return browser.get("/metrics", **extra).status_code


def test_strangers_and_members_are_refused_and_staff_is_not(olive: User) -> None:
    assert status(Client(), **ELSEWHERE) == 401
    assert status(signed_in(olive), **ELSEWHERE) == 401
    User.objects.filter(pk=olive.pk).update(is_staff=True)
    assert status(signed_in(olive), **ELSEWHERE) == 200


def test_a_token_opens_and_none_is_no_token(db: None, settings: Settings) -> None:
    settings.METRICS_TOKEN = "scrape-me-please"
    right, wrong = "Bearer scrape-me-please", "Bearer scrape-me"
    assert status(Client(), HTTP_AUTHORIZATION=right, **ELSEWHERE) == 200
    assert status(Client(), HTTP_AUTHORIZATION=wrong, **ELSEWHERE) == 401
    settings.METRICS_TOKEN = ""
    assert status(Client(), HTTP_AUTHORIZATION="Bearer ", **ELSEWHERE) == 401


def test_who_comes_through_a_proxy_on_this_machine_is_not_of_this_machine(
    db: None, settings: Settings
) -> None:
    assert status(Client()) == 200
    assert status(Client(), HTTP_X_FORWARDED_FOR="203.0.113.9") == 401
    settings.TRUSTED_PROXIES = 1
    assert status(Client()) == 401


def test_labels_are_escaped() -> None:
    odd = Gauge("odd", "Odd.", ("name",), {('a "quoted\\"\nname',): 1})
    assert r'odd{name="a \"quoted\\\"\nname"} 1' in exposition([odd])
