"""The sync page of one business: its kinds of object, its runs, its webhooks, and what may be done there."""

import re
from datetime import timedelta

from django.test import Client

from core import clock
from core.mirror import mirrors
from core.models import AuditEntry, Business, User
from runway.services.sync import SyncService
from runway.services.sync_detail import business_page
from sync import quality
from sync.models import (
    ChangeLag,
    Connection,
    EntityState,
    Feed,
    FeedKind,
    RunKind,
    RunState,
    SyncIssue,
    SyncRun,
    WebhookDelivery,
    WebhookEvent,
    WebhookRefusal,
)
from tests.runway.test_pages import text_of
from tests.runway.test_sync_pages import ada, adas, five, mirrored, ran, said

__all__ = ["ada", "adas", "five"]


def test_one_business_is_shown_entity_by_entity_with_its_runs(acme: Business, adas: Client) -> None:
    mirrored(acme)
    EntityState.objects.filter(entity="Bill").update(drift=["NewKey"], rows=1234)
    EntityState.objects.filter(entity="Estimate").update(unavailable="not on this plan")
    ran(acme, 5, RunState.FAILED)
    text = said(adas, "/sync/acme/")
    assert re.search(r"Bills 1,234 .* NewKey", text)
    assert "Not given: not on this plan" in text
    assert "Changes Failed" in text


def test_kinds_without_changes_are_folded_and_those_with_are_not(acme: Business, ada: User) -> None:
    mirrored(acme)
    ChangeLag.objects.create(business=acme, day=clock.now().date(), entity="Bill", within_10_s=3)
    SyncIssue.objects.create(business=acme, entity="Vendor", qbo_id="9", reason="odd", payload=b"{")
    page = business_page(SyncService(ada), acme, clock.now())
    assert [entity.name for entity in page.entities] == ["Vendors", "Bills"]
    assert len(page.entities) + len(page.unchanged) == len(mirrors())


def test_runs_that_found_nothing_are_counted_and_left_out(acme: Business, ada: User) -> None:
    for minutes_ago in (4, 3):
        ran(acme, minutes_ago)
    ran(acme, 2, RunState.FAILED)
    SyncRun.objects.update(queued_at=clock.now())
    SyncRun.objects.create(business=acme, kind=RunKind.EVENTS, state=RunState.DONE)
    tallies = {"Bill": {"updated": 2}}
    SyncRun.objects.create(business=acme, kind=RunKind.CHANGES, state=RunState.DONE, tallies=tallies)
    page = business_page(SyncService(ada), acme, clock.now())
    assert [(run.kind, run.pill.word, run.changed) for run in page.runs] == [
        ("Changes", "Done", 2),
        ("Events", "Done", 0),
        ("Changes", "Failed", 0),
    ]
    assert page.quiet == 2


def test_webhooks_are_told_of_a_business_and_of_all(acme: Business, adas: Client) -> None:
    feed, now = mirrored(acme), clock.now()
    assert "none heard yet" in said(adas, "/sync/acme/")
    Feed.objects.filter(pk=feed.pk).update(heard_at=now)
    old, new = (WebhookDelivery.objects.create(body=b"{}", read_at=now) for _ in range(2))
    WebhookDelivery.objects.filter(pk=old.pk).update(received_at=now - timedelta(days=3))
    WebhookRefusal.objects.create(day=now.date(), times=4, last_at=now)
    for number, delivery in enumerate((old, new, new)):
        WebhookEvent.objects.create(
            event_id=str(number), delivery=delivery, business=acme, entity="Bill", qbo_id="9", operation="updated",
            happened_at=now, handled_at=None if number == 2 else now,
        )  # fmt: skip
    assert re.search(r"Webhooks, 24 h 2 last .* 1 waiting", said(adas, "/sync/acme/"))
    assert re.search(r"Webhooks, 24 h 1 last .* ago, 0 waiting, 4 refused today", said(adas))


def test_what_changes_do_not_carry_is_late_after_a_week_and_a_day(acme: Business, adas: Client) -> None:
    mirrored(acme)
    weekly = EntityState.objects.filter(entity="ExchangeRate")
    weekly.update(backfilled_at=clock.now() - timedelta(days=6))
    assert "6 d 0 h ago weekly" in said(adas, "/sync/acme/")
    weekly.update(backfilled_at=clock.now() - timedelta(days=9))
    assert "9 d 0 h, late weekly" in said(adas, "/sync/acme/")


def test_what_moves_is_fetched_alone_every_few_seconds(five: dict[str, Feed], adas: Client) -> None:
    whole = adas.get("/sync/?show=late").content.decode()
    assert 'hx-get="/sync/?show=late" hx-trigger="every 15s"' in whole
    part = adas.get("/sync/?show=late", headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="sync-live"')
    assert "<html" not in part
    assert part.count('hx-swap-oob="true"') == 3
    one = adas.get("/sync/acme/", headers={"HX-Request": "true"}).content.decode()
    assert one.lstrip().startswith('<div id="sync-live"')


def test_an_advisor_pauses_resumes_and_runs(acme: Business, adas: Client) -> None:
    feed = mirrored(acme)
    back = {"back": "/sync/acme/"}
    assert "Acme is paused" in text_of(adas.post("/sync/acme/pause/", back, follow=True).content.decode())
    feed.refresh_from_db()
    assert feed.paused_at is not None
    refused = text_of(adas.post("/sync/acme/run/", back, follow=True).content.decode())
    assert "Acme was not run: it is paused; resume it first." in refused
    assert "Acme is resumed" in text_of(adas.post("/sync/acme/resume/", back, follow=True).content.decode())
    assert "Acme is read now" in text_of(adas.post("/sync/acme/run/", back, follow=True).content.decode())
    deeds = list(AuditEntry.objects.filter(business_id=acme.pk).order_by("pk").values_list("actor", "action"))
    assert deeds == [("ada@acme.example", deed) for deed in ("feed paused", "feed resumed", "feed rung for")]


def test_pausing_twice_changes_nothing_the_second_time(acme: Business, adas: Client) -> None:
    mirrored(acme)
    for said_then in ("is paused", "was so already"):
        assert said_then in text_of(adas.post("/sync/acme/pause/", follow=True).content.decode())


def test_a_button_leads_back_to_its_page_and_nowhere_else(acme: Business, adas: Client) -> None:
    mirrored(acme)
    assert adas.post("/sync/acme/run/", {"back": "/sync/?show=late"})["Location"] == "/sync/?show=late"
    assert adas.post("/sync/acme/run/", {"back": "https://elsewhere.example/"})["Location"] == "/sync/"


def test_how_data_held_together_is_shown_with_what_does_not_hold(acme: Business, adas: Client) -> None:
    mirrored(acme)
    assert "Not looked over yet." in text_of(adas.get("/sync/acme/").content.decode())
    EntityState.objects.exclude(entity="Bill").update(rows=0)
    quality.look_over(acme, clock.now())
    page = adas.get("/sync/acme/").content.decode()
    assert "Bill of all: 0 rows, 10 were counted" in page
    assert 'class="spark"' in page
    assert "not reconciled" in page
    assert text_of(page).count("Holds") == 6


def test_before_the_first_reading_run_now_rings_for_it(acme: Business, adas: Client) -> None:
    Connection.objects.create(business=acme, realm_id="9130", environment="sandbox-local")
    assert "Acme is read now" in text_of(adas.post("/sync/acme/run/", follow=True).content.decode())
    assert Feed.objects.get(kind=FeedKind.BACKFILL).next_at is not None


def test_an_object_is_asked_for_by_its_kind_and_id_or_the_way_to_do_so_is_said(
    acme: Business, adas: Client
) -> None:
    asked = (
        ("Bill", "145", "Acme: Bill 145 could not be read"),
        ("Bill", "1' or", "choose a kind"),
        ("Sock", "1", "choose"),
    )
    for entity, number, answer in asked:
        told = adas.post("/sync/acme/read/", {"entity": entity, "id": number}, follow=True).content.decode()
        assert answer in text_of(told)
    assert AuditEntry.objects.get(action="objects read again").business_id == acme.pk
