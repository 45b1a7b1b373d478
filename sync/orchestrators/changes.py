"""Data flow: mirrored. What changed since the last pull, in one call where QBO can say it in one.

The cursor moves in the transaction of the rows, on QBO's own clock; windows overlap, since merging twice is harmless
and missing is not.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from core.mirror import DocumentMirror, Mirror, mirror_named, mirrors
from core.models import Business
from sync import entities, feeds, runs
from sync.decode import decode
from sync.envelope import Changes, open_changes, open_page
from sync.errors import SyncError
from sync.intake import Intake
from sync.models import Feed, FeedKind, RunKind, SyncRun
from sync.paging import Place, pages
from sync.smart_sync import SmartSyncService

BALANCES = (
    "SELECT * FROM Account WHERE Active IN (true, false) AND AccountType IN "
    "('Bank', 'Credit Card', 'Other Current Asset', 'Other Current Liability') MAXRESULTS 1000"
)


class NeverFilled(SyncError):
    """The mirror has never been filled, so there is nothing that changes could be added to."""

    what_next = "Fill it first: manage.py sync."


def pull_changes(business: Business) -> SyncRun:
    """Merge what changed since the cursor and move it; returns the finished run.

    Raises `LookBackExceeded` where only a full backfill can tell, `NeverFilled` before the first one, and any other
    `SyncError` after the run has been closed; the next pull starts from the same cursor.
    """
    feed = feeds.feed_of(business, FeedKind.CHANGES)
    if feed.cursor is None:
        raise NeverFilled
    with feeds.pulling(business, FeedKind.CHANGES, RunKind.CHANGES) as run:
        intake, gate = Intake(business, run, entities.states(business)), SmartSyncService(business, run=run)
        changes = _ask(intake, gate, feed.cursor - timedelta(seconds=settings.SYNC_OVERLAP_SECONDS))
        _take(intake, changes, feed)
        if any(issubclass(model, DocumentMirror) for model in _mirrored(changes)):
            _read_balances(intake, gate)
    return run


def _ask(intake: Intake, gate: SmartSyncService, since: datetime) -> Changes:
    """The changes of all entities; an answer that may have been cut is asked again entity by entity (API_FACTS 3)."""
    names = sorted(model.qbo.name for model in mirrors() if model.qbo.in_cdc)
    found = open_changes(gate.changes(names, since))
    if found.total() < settings.QBO_CDC_CAP:
        return found
    groups: dict[str, list[bytes]] = {}
    for name in names:
        alone = open_changes(gate.changes([name], since))
        groups |= alone.groups
        if alone.total() >= settings.QBO_CDC_CAP:
            _read_pages(intake, gate, name, since)
    return Changes(groups, found.at)


def _read_pages(intake: Intake, gate: SmartSyncService, name: str, since: datetime) -> None:
    """More changes of one entity than fit an answer: they are read by query; deletions cannot be seen that way."""
    model = mirror_named(name)
    for page in pages(gate, model, Place(since), settings.SYNC_PAGE_SIZE) if model else ():
        with transaction.atomic():
            intake.add(page.model, page.decoded, page.at)
    runs.regret(
        intake.run, f"{name}: more changes than QBO lists at once; deletions among them may be missing"
    )


def _take(intake: Intake, changes: Changes, feed: Feed) -> None:
    with transaction.atomic():
        for model, objects in sorted(_mirrored(changes).items(), key=lambda pair: pair[0]._meta.label):
            intake.add(model, decode(model, objects, changes.at), changes.at)
        feeds.move(feed, changes.at)


def _mirrored(changes: Changes) -> dict[type[Mirror], list[bytes]]:
    """The groups that are mirrored and not empty; all others are left alone."""
    found = {mirror_named(name): objects for name, objects in changes.groups.items() if objects}
    return {model: objects for model, objects in found.items() if model is not None}


def _read_balances(intake: Intake, gate: SmartSyncService) -> None:
    """Account balances move with any document, which change data capture may not say (API_FACTS 9.3)."""
    account = mirror_named("Account")
    if account is not None:
        page = open_page(gate.query(BALANCES), account)
        with transaction.atomic():
            intake.add(account, decode(account, page.objects, page.at), page.at)
