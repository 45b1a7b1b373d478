"""A consent is taken back in QuickBooks: pages say so, one click and a yes mend it, and what was missed comes in."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from ap.models import Bill
from bank.models import Account
from core import clock
from core.models import Business
from sync import feeds, tasks
from sync.models import Alert, Connection, FeedKind
from sync.orchestrators.mirror import backfill
from tests.runway.test_connect_pages import ada, browser, come_back
from tests.sync.small_company import REALM, SmallCompany, bill, company, connected, in_a_hurry

__all__ = ["ada", "browser", "company", "connected", "in_a_hurry"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_a_hurry")]
SAID = "QuickBooks has to be connected again."


@pytest.fixture(autouse=True)
def at_once(settings: Settings) -> None:
    settings.CELERY_TASK_ALWAYS_EAGER = True


def let_changes_be_due(business: Business) -> None:
    feed = feeds.feed_of(business, FeedKind.CHANGES)
    feed.next_at = clock.now() - timedelta(seconds=1)
    feed.save()


def button(page: str) -> str:
    """Where the banner's button leads."""
    found = re.search(r'<form method="post" action="(/connect/[^"]+/start/)"', page)
    assert found is not None
    return found[1]


def test_a_consent_taken_back_is_mended_by_one_click_and_the_mirror_catches_up(
    company: SmallCompany, connected: Business, browser: Client
) -> None:
    backfill(connected)
    accounts = set(Account.objects.of(connected).values_list("pk", flat=True))
    now = int(clock.now().timestamp())
    company.service.tokens.revoke_grants(now)
    company.service.tokens.expire_access_tokens(now)
    company.put("Bill", 77, json.dumps(bill(77, now)).encode(), at=now)
    let_changes_be_due(connected)
    tasks.tick()
    page = browser.get("/b/acme/").content.decode()
    assert SAID in page
    assert "1 client to connect again." in browser.get("/").content.decode()
    consent_page = browser.post(button(page))["Location"]
    assert come_back(browser, consent_page, realm=REALM)["Location"] == "/connect/acme/"
    assert SAID not in browser.get("/b/acme/").content.decode()
    tasks.tick()
    assert Bill.objects.of(connected).get().qbo_id == "77"
    assert set(Account.objects.of(connected).values_list("pk", flat=True)) == accounts
    assert Connection.objects.get().is_usable()
    tasks.look_after_alerts()
    assert not Alert.objects.filter(resolved_at=None, business=connected).exists()
