"""Data quality: what looks write down day by day, which alerts follow from it, and what a business tolerates."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings

from core import clock
from core.models import Business, User
from sync import generations, quality, tasks
from sync.alerts.sweep import sweep
from sync.models import (
    Alert,
    AlertKind,
    Discrepancy,
    EntityQuality,
    EntityState,
    Feed,
    QualityCheck,
    QualityThresholds,
    RunKind,
    RunState,
    SyncIssue,
    SyncRun,
)

pytestmark = pytest.mark.django_db


def open_now() -> dict[str, str]:
    """Words by subject of the alerts of quality that are open after a sweep."""
    sweep(clock.now())
    return dict(
        Alert.objects.filter(resolved_at=None, kind=AlertKind.QUALITY).values_list("subject", "words")
    )


def miscount(business: Business, rows: int = 3) -> None:
    """Rows are said to be there that are not."""
    EntityState.objects.filter(business=business, entity="Bill").update(rows=rows)


def look(business: Business) -> None:
    quality.look_over(business, clock.now())


def test_a_broken_invariant_is_an_alert_until_it_holds_again(read: Feed) -> None:
    look(read.business)
    assert open_now() == {}
    miscount(read.business)
    look(read.business)
    assert "Bill of all: 0 rows, 3 were counted" in open_now()["row counts"]
    miscount(read.business, 0)
    look(read.business)
    assert open_now() == {}
    check = QualityCheck.objects.get(business=read.business, name="row counts")
    assert (check.violations, check.worst) == (0, 1)


def test_what_yesterday_was_found_holds_until_today_is_looked_at(read: Feed) -> None:
    miscount(read.business)
    quality.look_over(read.business, clock.now() - timedelta(days=1))
    assert list(open_now()) == ["row counts"]
    miscount(read.business, 0)
    look(read.business)
    assert open_now() == {}


def test_a_business_may_tolerate_more_and_less_than_others(read: Feed, settings: Settings) -> None:
    miscount(read.business, 98)
    SyncIssue.objects.create(business=read.business, entity="Bill", qbo_id="1", reason="odd", payload=b"")
    quality.measure(read.business, clock.now())
    settings.QUALITY_QUARANTINED_PERCENT = 2
    assert open_now() == {}
    QualityThresholds.objects.create(business=read.business, quarantined_percent=0.5)
    assert "1.0% of its objects are set aside, 0.5% are tolerated." in open_now()["Bill"]
    QualityThresholds.objects.update(quarantined_percent=5)
    assert open_now() == {}


def test_age_drift_and_differences_are_each_held_against_what_is_tolerated(
    read: Feed, settings: Settings
) -> None:
    settings.QUALITY_DRIFT = 1
    look(read.business)
    EntityQuality.objects.filter(entity="Bill").update(oldest_seconds=5 * 3600, drift=2, differences=1)
    said = open_now()["Bill"]
    assert "5.0 hours old, 4 are tolerated" in said
    assert "2 keys came that were not there at first, 1 are tolerated" in said
    assert "Differences from QuickBooks that stand: 1, 0 are tolerated." in said


def test_differences_that_stand_since_a_reconciliation_are_counted_by_entity(read: Feed) -> None:
    business, now = read.business, clock.now()
    SyncRun.objects.create(business=business, kind=RunKind.RECONCILE, state=RunState.DONE, finished_at=now)
    Discrepancy.objects.create(business=business, entity="Bill", qbo_id="1", kind="changed", words="odd")
    Discrepancy.objects.create(
        business=business, entity="Bill", kind="changed", words="was odd", settled_at=now
    )
    Discrepancy.objects.create(business=business, entity="Bill", kind="future-dated", words="is dated ahead")
    look(business)
    kept = dict(EntityQuality.objects.values_list("entity", "differences"))
    assert (kept["Bill"], kept["Invoice"]) == (1, 0)


def test_the_age_of_books_that_nobody_asks_for_says_nothing_new(read: Feed) -> None:
    look(read.business)
    EntityQuality.objects.filter(entity="Bill").update(oldest_seconds=5 * 3600)
    Feed.objects.update(paused_at=clock.now())
    assert open_now() == {}


def test_a_day_keeps_its_greatest_age_and_its_last_rows(read: Feed) -> None:
    look(read.business)
    EntityQuality.objects.filter(entity="Bill").update(oldest_seconds=9_000)
    miscount(read.business, 7)
    look(read.business)
    kept = EntityQuality.objects.get(entity="Bill")
    assert (kept.oldest_seconds, kept.rows, kept.differences) == (9_000, 7, None)


def test_a_mirror_is_looked_at_when_it_moved_and_once_a_day_and_not_while_a_run_is_open(
    read: Feed, settings: Settings
) -> None:
    now = clock.now()
    assert quality.due(now) == [], "nothing was ever merged"
    generations.bump(read.business_id)
    assert quality.due(now) == [read.business]
    run = SyncRun.objects.create(business=read.business, kind=RunKind.CHANGES, state=RunState.RUNNING)
    assert quality.due(now) == []
    run.delete()
    tasks.look_mirrors_over()
    assert quality.due(clock.now()) == [], "it has not moved since"
    generations.bump(read.business_id)
    assert quality.due(clock.now()) == [], "it was looked at a moment ago"
    settings.QUALITY_EVERY_SECONDS = 0
    assert quality.due(clock.now()) == [read.business]
    assert quality.due(now + timedelta(days=1)) == [read.business]


def test_the_trend_is_kept_for_so_many_days(read: Feed, settings: Settings) -> None:
    settings.QUALITY_KEPT_DAYS = 3
    for days in (1, 5):
        quality.look_over(read.business, clock.now() - timedelta(days=days))
    tasks.look_mirrors_over()
    kept = QualityCheck.objects.filter(business=read.business).values_list("day", flat=True)
    assert set(kept) == {(clock.now() - timedelta(days=1)).date()}


def test_operators_look_over_and_set_thresholds_in_the_admin(read: Feed, admin_client: Client) -> None:
    miscount(read.business)
    look(read.business)
    check = QualityCheck.objects.get(business=read.business, name="row counts")
    page = admin_client.get(f"/admin/sync/qualitycheck/{check.pk}/change/").content.decode()
    assert "Bill of all: 0 rows, 3 were counted" in page
    assert "row counts" in admin_client.get("/admin/sync/qualitycheck/?holds=no").content.decode()
    miscount(read.business, 0)
    chosen = {"action": "look_again", "_selected_action": [check.pk]}
    assert (
        "0 invariants do not hold"
        in admin_client.post("/admin/sync/qualitycheck/", chosen, follow=True).content.decode()
    )
    given = {"business": read.business_id, "violations": "2", "drift": ""}
    admin_client.post("/admin/sync/qualitythresholds/add/", given)
    assert QualityThresholds.objects.get().violations == 2
    assert admin_client.get("/admin/sync/entityquality/").status_code == 200


def test_firm_admins_are_told(read: Feed, ada: User) -> None:
    miscount(read.business)
    look(read.business)
    tasks.look_after_alerts()
    assert any("data quality" in letter.body for letter in mail.outbox)
