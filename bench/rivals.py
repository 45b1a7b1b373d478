"""What the merge is measured against: the floor (raw JSON copied, nothing more) and the two ways that Django offers."""

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction

from core.mirror import Mirror, mapped_fields
from core.models import Business
from sync.ahead import read_ahead
from sync.copying import escaped
from sync.decode import decode
from sync.envelope import Page, open_page
from sync.merge import merge
from sync.paging import PageRead, Place, pages, question
from sync.smart_sync import SmartSyncService

Held = list[tuple[type[Mirror], Page]]


def questions(business: Business, model: type[Mirror]) -> list[tuple[type[Mirror], str]]:
    """The queries that a backfill of this entity asks, found by walking through it once."""
    asked, place = [], Place()
    walk: Iterator[PageRead] = pages(SmartSyncService(business), model, place, settings.SYNC_PAGE_SIZE)
    for page in walk:
        asked.append((model, question(model, place, settings.SYNC_PAGE_SIZE)))
        place = page.next_place or place
    return asked


def make_heap() -> None:
    """The table of the floor: an id and the JSON, as a mirror keeps it."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_heap")
        cursor.execute("CREATE TABLE bench_heap (payload jsonb) WITH (toast_tuple_target = 4000)")


def copy_raw(business: Business, asked: list[tuple[type[Mirror], str]]) -> int:
    """Download and copy, reading ahead as the backfill does; returns how many objects."""
    count = 0
    shares = [asked[start :: settings.SYNC_PARALLEL] for start in range(settings.SYNC_PARALLEL)]
    sources = [_bodies(business, share) for share in shares]
    for page in read_ahead(sources, threads=settings.SYNC_PARALLEL, depth=settings.SYNC_PARALLEL):
        with (
            transaction.atomic(),
            connection.cursor() as cursor,
            cursor.copy("COPY bench_heap FROM STDIN") as copy,
        ):
            copy.write(b"".join([escaped(raw) + b"\n" for raw in page.objects]))
        count += len(page.objects)
    return count


def _bodies(business: Business, asked: list[tuple[type[Mirror], str]]) -> Iterator[Page]:
    gate = SmartSyncService(business)
    for model, statement in asked:
        yield open_page(gate.query(statement), model)


def hold(business: Business, mirrored: list[type[Mirror]], count: int) -> Held:
    """The first `count` pages of each entity, held in memory."""
    gate, held = SmartSyncService(business), []
    for model in mirrored:
        for _, statement in questions(business, model)[:count]:
            held.append((model, open_page(gate.query(statement), model)))
    return held


def by_merge(business: Business, held: Held) -> None:
    for model, page in held:
        merge(business, model, page.objects, page.at)


def by_bulk_create(business: Business, held: Held) -> None:
    """bulk_create(update_conflicts=True), a page at a time; newer does not win, lines are left out."""
    for model, page in held:
        rows = [_row(business, model, raw, page) for raw in page.objects]
        changing = [field.name for field in mapped_fields(model)] + [
            "sync_token",
            "qbo_updated_at",
            "read_at",
            "payload",
        ]
        models.QuerySet(model).bulk_create(
            rows, update_conflicts=True, unique_fields=["business", "qbo_id"], update_fields=changing
        )


def by_update_or_create(business: Business, held: Held) -> None:
    """One object at a time: read under a lock, then insert or update; lines are left out."""
    for model, page in held:
        for raw in page.objects:
            row = _row(business, model, raw, page)
            with transaction.atomic():
                found = (
                    models.QuerySet(model)
                    .select_for_update()
                    .filter(business=business, qbo_id=row.qbo_id)
                    .first()
                )
                row.pk = found.pk if found else None
                row.save_base(force_insert=found is None)


def _row(business: Business, model: type[Mirror], raw: bytes, page: Page) -> Mirror:
    thing: dict[str, Any] = json.loads(raw, parse_float=Decimal)
    columns = {f.name: f.to_python(_at(thing, model.qbo.columns[f.name])) for f in mapped_fields(model)}
    return model(
        business=business,
        qbo_id=thing["Id"],
        sync_token=int(thing["SyncToken"]),
        qbo_updated_at=thing["MetaData"]["LastUpdatedTime"],
        read_at=page.at,
        payload=json.loads(json.dumps(thing, cls=DjangoJSONEncoder)),
        **columns,
    )


def _at(thing: Any, path: str) -> Any:
    for key in path.split("."):
        thing = thing.get(key) if isinstance(thing, dict) else None
    return thing


def by_decoding(_business: Business, held: Held) -> None:
    """Decoding alone, for knowing where the time goes."""
    for model, page in held:
        decode(model, page.objects, page.at)


ROADS: list[tuple[str, Callable[[Business, Held], None], int]] = [
    ("decode", by_decoding, 1),
    ("merge", by_merge, 1),
    ("bulk_create", by_bulk_create, 4),
    ("update_or_create", by_update_or_create, 20),
]
