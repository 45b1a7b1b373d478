"""Documents that were paid in full, and when: how customers have paid, and how vendors were paid."""

from collections.abc import Iterator
from datetime import date

from django.db import connection

from core.cash import Document
from core.dealings import Settled
from core.mirror import LineMirror, Mirror
from core.models import Business
from core.money import in_home

SETTLED = """
SELECT mine.qbo_id, mine.doc_number, mine.{party}_id, mine.{party}_name, mine.due_on, paid.last_on,
       mine.total, mine.currency, mine.exchange_rate, mine.txn_on
FROM (
    SELECT line.linked_id, max(payment.txn_on) AS last_on
    FROM {payment} payment
    JOIN {line} line ON line.business_id = payment.business_id AND line.parent_qbo_id = payment.qbo_id
    WHERE payment.business_id = %(business)s AND payment.deleted_at IS NULL
      AND payment.txn_on >= %(since)s AND line.linked_type = %(entity)s
    GROUP BY line.linked_id
) paid
JOIN {document} mine ON mine.business_id = %(business)s AND mine.qbo_id = paid.linked_id
WHERE mine.deleted_at IS NULL AND mine.balance = 0
ORDER BY paid.last_on DESC, mine.qbo_id
"""


def settled(
    business: Business, since: date, document: type[Mirror], paid_by: type[LineMirror], party: str
) -> Iterator[Settled]:
    """Documents with nothing left open whose last payment is of that day or later, newest first. One query.

    `paid_by` is the child mirror of the payments that name them, `party` the beginning of the columns of who pays or
    is paid. Amounts are in home currency, None where no rate is known.
    """
    entity = document.qbo.name
    tables = {"document": document, "payment": paid_by.qbo.parent, "line": paid_by}
    sql = SETTLED.format(party=party, **{name: model._meta.db_table for name, model in tables.items()})
    with connection.cursor() as cursor:
        cursor.execute(sql, {"business": business.pk, "since": since, "entity": entity})
        for qbo_id, number, party_id, name, due_on, paid_on, total, currency, rate, issued_on in cursor:
            yield Settled(
                document=Document(entity, qbo_id, number or ""),
                party_id=party_id or "",
                party=name or "",
                due_on=due_on,
                paid_on=paid_on,
                amount=in_home(total, currency, rate, business.home_currency),
                issued_on=issued_on,
            )
