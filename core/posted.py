"""What documents added to the receivable and payable accounts, day by day: the part that ar and ap have in common."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from django.db import connection
from django.db.models import Min

from core.dealings import Posted
from core.mirror import DocumentMirror
from core.models import Business
from core.money import in_home
from core.openitems import OpenEntry

BY_DAY = """
SELECT txn_on, '{entity}', {sign} * CASE WHEN bool_and(home IS NOT NULL) THEN sum(home) END, count(*)
FROM (
    SELECT txn_on, CASE WHEN COALESCE(currency, '') IN ('', %(home)s) THEN total ELSE {worth} END AS home
    FROM {table}
    WHERE business_id = %(business)s AND deleted_at IS NULL AND txn_on >= %(since)s AND total IS DISTINCT FROM 0
) stated
GROUP BY txn_on
"""
"""Zero posts nothing: that is how QBO leaves a voided document. Foreign totals as `core.money.in_home` has them."""

AT_ITS_RATE = "round(total * exchange_rate, 2)"


def posted(business: Business, since: date, kinds: Mapping[type[DocumentMirror], int]) -> tuple[Posted, ...]:
    """What documents dated that day or later posted, one row a kind and day. One query.

    `kinds` are the documents with the sign that their totals have on the account.
    """
    sql = " UNION ALL ".join(_by_day(model, sign) for model, sign in kinds.items()) + " ORDER BY 1, 2"
    with connection.cursor() as cursor:
        cursor.execute(sql, {"business": business.pk, "since": since, "home": business.home_currency})
        return tuple(Posted(*row) for row in cursor.fetchall())


def posted_by_lines(lines: Iterable[OpenEntry], since: date, home_currency: str) -> Iterator[Posted]:
    """The same of lines on control accounts (bank.services), one each."""
    for line in lines:
        if line.issued_on and line.issued_on >= since and line.total != 0:
            worth = in_home(line.total, line.currency, line.rate, home_currency)
            yield Posted(line.issued_on, line.document.entity, worth)


def first_on(business: Business, model: type[DocumentMirror]) -> date | None:
    """The day of the first document of a kind that is worth something. One query."""
    found = model.objects.of(business).exclude(total=0).aggregate(first=Min("txn_on"))
    first: date | None = found["first"]
    return first


def _by_day(model: type[DocumentMirror], sign: int) -> str:
    states_worth = any(field.name == "home_total" for field in model._meta.get_fields())
    worth = f"COALESCE(home_total, {AT_ITS_RATE})" if states_worth else AT_ITS_RATE
    return BY_DAY.format(entity=model.qbo.name, sign=sign, worth=worth, table=model._meta.db_table)
