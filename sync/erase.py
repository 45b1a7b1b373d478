"""Erasing what RowCol keeps of a company's books: the one road by which mirrored rows leave for good.

The business itself, who may see it, what its calls cost and the trail stay (DESIGN 2); all else that carries it goes.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from django.db import connection as database
from django.db import transaction

from core import audit
from core.models import Business
from core.ownership import Ownership, our_models
from sync import connect, generations
from sync.errors import ConnectedAgain, NotConnected
from sync.models import ApiUsage, Connection, Generation

KEPT = {ApiUsage, Generation}


def erase(business: Business, *, actor: str) -> int:
    """Let go of the company, then remove every row of its books; returns how many. All of it or nothing.

    It is one transaction, a statement a table: at no time does anybody see books of which a part is gone. A pull that
    is under way loses its run and with it the right to merge. ConnectedAgain where somebody connected meanwhile.
    """
    with suppress(NotConnected):
        connect.disconnect(business, actor=actor)
    with transaction.atomic(durable=True):
        _hold(business)
        gone = {model._meta.label: _empty(model, business.pk) for model in tables_of_books()}
        audit.record(actor, "erased", business=business, rows={name: n for name, n in gone.items() if n})
    generations.bump(business.pk)
    return sum(gone.values())


def tables_of_books() -> Iterator[Any]:
    """Every table that holds something of one business's books: mirrors, what sync keeps, what was decided on them."""
    for model in our_models():
        of_people = model._meta.app_label == "core" and model.ownership is Ownership.OWNED
        if not of_people and model not in KEPT and _names_a_business(model):
            yield model


def _hold(business: Business) -> None:
    """First the connection, then the business, as a consent takes them: both wait for us, and merges too."""
    held = Connection.objects.select_for_update().filter(business=business).first()
    if held is not None and held.ended_at is None:
        raise ConnectedAgain
    Business.objects.select_for_update().get(pk=business.pk)


def _names_a_business(model: Any) -> bool:
    return any(field.name == "business" and field.is_relation for field in model._meta.concrete_fields)


def _empty(model: Any, business_id: int) -> int:
    with database.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{model._meta.db_table}" WHERE business_id = %s', [business_id])
        return cursor.rowcount
