"""Census: an entity is read whole, and what QBO no longer has is buried.

Queries never show what was deleted (API_FACTS 2.3). Reading an object again renews its `read_at`, so a row that was
read before the census began and not since is missed; it is asked for once more by its id, and is gone if it does not
answer then.
"""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.conf import settings
from django.db import transaction

from core.mirror import Mirror, mirror_named
from core.models import Business
from sync.decode import Decoded, decode
from sync.envelope import open_page
from sync.intake import Intake
from sync.models import EntityState
from sync.paging import Asks, Place, pages
from sync.rows import Tombstone

AT_ONCE = 200
Missed = dict[str, datetime]


def read_whole(intake: Intake, asks: Asks, model: type[Mirror]) -> None:
    """Merge every object of the entity and bury the rows that are missed; raises what asking raises."""
    began: datetime | None = None
    for page in pages(asks, model, Place(), settings.SYNC_PAGE_SIZE):
        began = began or page.at
        with transaction.atomic():
            intake.add(model, page.decoded, page.at, is_news=False)
    if began:
        bury_missed(intake, asks, model, began)
        intake.finish(model, began)


def settle(intake: Intake, asks: Asks) -> None:
    """The census of every entity that a backfill has read to its end since the last one."""
    if not any(state.began_at for state in intake.states.values()):
        return
    read = EntityState.objects.filter(business=intake.business, backfilled_at__isnull=False, again_since=None)
    for state in read.exclude(began_at=None):
        model = mirror_named(state.entity)
        if model is not None and state.began_at is not None:
            bury_missed(intake, asks, model, state.began_at)
        EntityState.objects.filter(pk=state.pk, began_at=state.began_at).update(began_at=None)


def bury_missed(intake: Intake, asks: Asks, model: type[Mirror], began: datetime) -> None:
    """Ask for the rows that no answer since `began` has held, and bury those that QBO does not have."""
    for missed in _missed(intake, model, began):
        ask_by_id(intake, asks, model, missed, missed)


def ask_by_id(
    intake: Intake, asks: Asks, model: type[Mirror], qbo_ids: Collection[str], rows: Missed
) -> Decoded:
    """Merge these objects, AT_ONCE at most, as QBO has them now, and bury those of `rows` that it does not have."""
    found, at = found_by_id(asks, model, qbo_ids, rows)
    with transaction.atomic():
        intake.add(model, found, at)
    return found


def found_by_id(
    asks: Asks, model: type[Mirror], qbo_ids: Collection[str], rows: Missed
) -> tuple[Decoded, datetime]:
    """These objects as QBO has them, a tombstone for each of `rows` that it does not have, and the answer's time."""
    answer = open_page(asks.query(_by_id(model, qbo_ids)), model)
    found = decode(model, answer.objects, answer.at)
    found.tombstones |= _tombstones(rows, found)
    return found, answer.at


def living(business: Business, model: type[Mirror], qbo_ids: Collection[str]) -> Missed:
    """Of these objects those that the mirror has and does not call deleted, with their last instants."""
    rows = model.objects.of(business).filter(qbo_id__in=qbo_ids)
    return dict(rows.values_list("qbo_id", "qbo_updated_at"))


def _missed(intake: Intake, model: type[Mirror], began: datetime) -> Iterator[Missed]:
    """Ids and last instants, so many at once. What is known by a date, as a rate is, is never deleted."""
    if model.qbo.key != ("Id",):
        return
    rows = model.objects.of(intake.business).filter(read_at__lt=began).order_by("qbo_id")
    missed = list(rows.values_list("qbo_id", "qbo_updated_at"))
    for first in range(0, len(missed), AT_ONCE):
        yield dict(missed[first : first + AT_ONCE])


def _tombstones(missed: Missed, found: Decoded) -> dict[str, Tombstone]:
    """One for each row that did not answer. It carries the row's last instant, so that any later reading revives it."""
    alive = found.rows.keys() | {odd.qbo_id for odd in found.odd}
    return {qbo_id: Tombstone(qbo_id, at) for qbo_id, at in missed.items() if qbo_id not in alive}


def _by_id(model: type[Mirror], qbo_ids: Collection[str]) -> str:
    ids = ", ".join("'" + qbo_id.replace("\\", "\\\\").replace("'", "\\'") + "'" for qbo_id in qbo_ids)
    conditions = " AND ".join(filter(None, (model.qbo.where, f"Id IN ({ids})")))
    return f"SELECT * FROM {model.qbo.name} WHERE {conditions} MAXRESULTS {settings.SYNC_PAGE_SIZE}"
