"""As many live rows as sync last counted."""

from collections.abc import Iterator

from core.mirror import Mirror, mirrors
from core.models import Business
from sync.invariants.violation import Violation, every, found

NAME = "row counts"
RULE = "As many live rows as were counted when they last moved."
MISCOUNTED = """
SELECT '{entity}', 'of all', rows.number, state.rows
FROM (SELECT count(*) AS number FROM {table} WHERE business_id = %(business)s AND deleted_at IS NULL) rows
JOIN sync_entitystate state ON state.business_id = %(business)s AND state.entity = '{entity}'
WHERE rows.number <> state.rows
"""
WORDS = "{0} rows, {1} were counted"


def violations(business: Business) -> Iterator[Violation]:
    """Entities of which rows came or went beside the merge."""
    return found(every(map(_part, mirrors())), {"business": business.pk}, WORDS)


def _part(model: type[Mirror]) -> str:
    return MISCOUNTED.format(entity=model.qbo.name, table=model._meta.db_table)
