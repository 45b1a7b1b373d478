"""The rows of all businesses together are all rows: no mirror holds any that belong to no business.

Rows carry no foreign key, and an erased business must leave none behind.
"""

from collections.abc import Iterator

from django.db.models import Model

from core.mirror import line_mirrors, mirrors
from sync.invariants.violation import Violation, every, found

NAME = "rows of no business"
RULE = "The rows of all businesses together are all rows."
STRAYS = """
SELECT '{entity}', 'business ' || business_id, count(*) FROM {table} AS mine
WHERE NOT EXISTS (SELECT FROM core_business WHERE id = mine.business_id) GROUP BY business_id
"""


def violations() -> Iterator[Violation]:
    """Businesses that are not there any more, with how much of their books still is."""
    parts = [*map(_part, mirrors()), *map(_part, line_mirrors())]
    return found(every(parts), {}, "{0} rows, and no such business")


def _part(model: type[Model]) -> str:
    return STRAYS.format(entity=model._meta.object_name, table=model._meta.db_table)
