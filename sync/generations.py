"""Counting the states of a mirror, so that what is derived from it can tell whether it is still true."""

from collections.abc import Iterable

from django.db import connection

from core.among import among
from core.models import Business
from sync.models import Generation

BUMP = f"""
INSERT INTO {Generation._meta.db_table} AS mine (business_id, number) VALUES (%s, 1)
ON CONFLICT (business_id) DO UPDATE SET number = mine.number + 1
"""


def bump(business_id: int) -> None:
    """The mirror has changed. Called after the commit: in the transaction, writers of one business would queue here.

    A count lost to a crash in between is made up for when the worker's run is declared lost (sync/runs.py), by the next
    change, and by what is computed afresh each day.
    """
    with connection.cursor() as cursor:
        cursor.execute(BUMP, [business_id])


def generations_of(businesses: Iterable[Business]) -> dict[int, int]:
    """The generation of each business's mirror by primary key; 0 where nothing was ever merged."""
    ids = [business.pk for business in businesses]
    known = dict(Generation.objects.filter(among("business", ids)).values_list("business_id", "number"))
    return {pk: known.get(pk, 0) for pk in ids}
