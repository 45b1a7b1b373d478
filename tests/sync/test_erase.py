"""Erasing a company's books: everything of theirs goes, nothing else, and never a part."""

import json

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, transaction
from django.db import connection as database
from django.db.models.signals import post_save

from core import audit, clock
from core.models import AuditEntry, Business, User
from runway.models import (
    AccountMark,
    Assumptions,
    Decision,
    ExpectedDate,
    KnownItem,
    KnownItemChange,
    Reserve,
    Standing,
    TrayNote,
)
from sync import connect, generations
from sync.erase import KEPT, erase, tables_of_books
from sync.errors import ConnectedAgain, SyncError
from sync.models import ApiUsage, Connection
from sync.orchestrators.mirror import backfill
from tests.sync.small_company import SmallCompany, bill, company, connected, in_a_hurry

__all__ = ["company", "connected", "in_a_hurry"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_a_hurry")]


def left_of(business: Business) -> dict[str, int]:
    """Rows by table that still carry the business."""
    counts = {}
    with database.cursor() as cursor:
        for model in tables_of_books():
            cursor.execute(
                f"SELECT count(*) FROM {model._meta.db_table} WHERE business_id = %s", [business.pk]
            )
            counts[model.__name__] = cursor.fetchone()[0]
    return {name: count for name, count in counts.items() if count}


SAID_ONCE = (
    *("TrayNote", "AccountMark", "Assumptions", "Reserve"),
    *("ExpectedDate", "KnownItem", "KnownItemChange"),
)


def decide(business: Business, olive: User) -> None:
    """What people said about the books: a decision that replaces another, and one of each other word."""
    first = Decision.objects.create(
        business=business, entity="Bill", qbo_id="1", action="pay", proposed_by=olive, ended_at=clock.now()
    )
    Decision.objects.create(
        business=business, entity="Bill", qbo_id="1", action="delay", proposed_by=olive, replaces=first
    )
    TrayNote.objects.create(business=business, kind="no due date", note="asked")
    AccountMark.objects.create(business=business, account_id="1", kind="trust")
    Assumptions.objects.create(business=business, minimum_line=5)
    Reserve.objects.create(business=business, kind="earmark", name="Van", amount=5, since="2026-11-01")
    ExpectedDate.objects.create(
        business=business, entity="Bill", qbo_id="1", on="2026-12-01", why="asked", set_by=olive
    )
    item = KnownItem.objects.create(
        business=business, name="Grant", direction="in", amount=5, on="2026-12-01", ask_on="2026-12-01"
    )
    KnownItemChange.objects.create(business=business, item=item, by=olive, deed="entered")
    Standing.objects.create(
        business=business, generation=1, on="2026-11-23", computed_at=clock.now(), status="green"
    )


def test_nothing_of_the_books_is_left_and_the_rest_stays(
    company: SmallCompany, connected: Business, olive: User, sam: User
) -> None:
    backfill(connected)
    decide(connected, olive)
    other = sam.memberships.get().business
    decide(other, sam)
    before = generations.generations_of([connected])[connected.pk]
    assert {"Account", "Decision", "EntityState", "Connection", "SyncRun"} <= left_of(connected).keys()
    assert erase(connected, actor="ada@acme.example") > 0
    assert left_of(connected) == {}
    once = dict.fromkeys((*SAID_ONCE, "Standing"), 1)
    assert left_of(other) == {"Decision": 2} | once, "of another firm"
    assert Business.objects.filter(pk=connected.pk).exists()
    assert olive.memberships.get().business == connected
    assert ApiUsage.objects.filter(business=connected).exists(), "what calls cost was spent all the same"
    assert generations.generations_of([connected])[connected.pk] > before


def test_the_trail_stays_and_says_what_went(company: SmallCompany, connected: Business) -> None:
    backfill(connected)
    audit.record("olive@acme.example", "looked", business=connected)
    erase(connected, actor="ada@acme.example")
    trail = AuditEntry.objects.filter(business_id=connected.pk).order_by("id")
    assert [entry.action for entry in trail] == ["connected", "looked", "disconnected", "erased"]
    assert trail.last().detail["rows"]["bank.Account"] > 0
    assert trail.last().actor == "ada@acme.example"


def test_an_erased_business_may_be_connected_to_another_company(
    company: SmallCompany, connected: Business
) -> None:
    connect.disconnect(connected)
    Connection.objects.update(realm_id="1")
    erase(connected, actor="ada@acme.example")
    assert company.connect(connected).business == connected


def test_a_business_that_was_connected_again_meanwhile_keeps_everything(
    company: SmallCompany, connected: Business
) -> None:
    backfill(connected)
    decided = left_of(connected)

    def connect_again(instance: AuditEntry, **_kwargs: object) -> None:
        if instance.action == "disconnected":
            transaction.on_commit(lambda: company.connect(connected))

    post_save.connect(connect_again, sender=AuditEntry)
    try:
        with pytest.raises(ConnectedAgain, match="Nothing was erased"):
            erase(connected, actor="ada@acme.example")
    finally:
        post_save.disconnect(connect_again, sender=AuditEntry)
    assert left_of(connected) == decided


def test_a_pull_that_was_under_way_merges_nothing_after_the_erasure(
    company: SmallCompany, connected: Business
) -> None:
    for number in range(40):
        company.put("Bill", 100 + number, json.dumps(bill(100 + number)).encode())

    def erase_after_the_first_page(_entity: str, _tally: object, _last: bool) -> None:
        erase(connected, actor="ada@acme.example")

    with pytest.raises((SyncError, ObjectDoesNotExist, DatabaseError)):
        backfill(connected, progress=erase_after_the_first_page)
    assert left_of(connected) == {}


def test_every_table_that_names_a_business_is_either_erased_or_kept_on_purpose() -> None:
    labels = {model._meta.label for model in tables_of_books()}
    assert {"ap.BillLine", "core.Term", "sync.SyncIssue", "runway.Decision"} <= labels
    assert not labels & {"core.Membership", "core.Invitation", "core.Business", "core.AuditEntry"}
    assert not labels & {model._meta.label for model in KEPT}
