"""Flow: mirrored. In which state a mirror is: while its word is the same, whatever is read from it is the same."""

from django.db import connection

from core.models import Business
from sync.models import BalanceReading, Generation, SyncIssue, TieOut

STATE = f"""
SELECT concat_ws('/',
    coalesce((SELECT number FROM {Generation._meta.db_table} WHERE business_id = %(business)s), 0),
    (SELECT max(id) FROM {TieOut._meta.db_table} WHERE business_id = %(business)s),
    (SELECT concat(count(*), '.', max(id)) FROM {BalanceReading._meta.db_table}
     WHERE business_id = %(business)s AND extract(isodow FROM "on") IN (1, 6)),
    (SELECT md5(string_agg(concat_ws('/', entity, qbo_id, reason, first_seen_at), ',' ORDER BY id))
     FROM {SyncIssue._meta.db_table} WHERE business_id = %(business)s AND resolved_at IS NULL))
"""


def state_of(business: Business) -> str:
    """The generation of the rows, dated balances, the last comparison with reports, what is set aside. One query."""
    with connection.cursor() as cursor:
        cursor.execute(STATE, {"business": business.pk})
        return str(cursor.fetchone()[0])
