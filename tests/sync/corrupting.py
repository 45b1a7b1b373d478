"""Spoiling mirrors behind the merge's back, as a lost message, a bug or a hand in the database would."""

from typing import Any

from django.db import connection

from core.mirror import mirrors
from core.models import Business
from tests.sync.likeness import differences, thing_of
from tests.sync.small_company import exact


def execute(statement: str, *values: Any) -> int:
    """Run SQL on the mirrors; how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def unlike(business: Business, store: Any, realm: str) -> dict[str, list[str]]:
    """What differs between mirror and books, by entity; nothing where they are the same."""
    found = {}
    for model in mirrors():
        sql = "SELECT body FROM object WHERE realm = ? AND entity = ? AND deleted = 0"
        said = [thing_of(model, exact(body)) for (body,) in store.rows(sql, realm, model.qbo.name)]
        found[model.qbo.name] = differences(model, said, business)
    return {name: wrong for name, wrong in found.items() if wrong}
