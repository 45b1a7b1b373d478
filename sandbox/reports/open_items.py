"""What is open on each document as of a day, from ledger lines and applications: the ground of all aging reports."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sandbox.store import Store

# The open amount of a document is its own lines on the control accounts, less what was applied to it, plus (for the
# payer) what it was applied to; both ends move on the application's day, so the sum is the control account's.
_OPEN = """
WITH control AS (SELECT id FROM object WHERE realm = :realm AND entity = 'Account' AND deleted = 0
                 AND json_extract(body, '$.AccountType') = :account_type),
moved AS (
  SELECT entity, txn_id AS id, party_id, cents, cents AS posted, on_day FROM posting
    WHERE realm = :realm AND account_id IN control AND on_day <= :day
  UNION ALL SELECT to_entity, to_id, party_id, -COALESCE(home_cents, cents), 0, '' FROM application
    WHERE realm = :realm AND on_day <= :day AND from_entity = :payer
  UNION ALL SELECT from_entity, from_id, party_id, COALESCE(home_cents, cents), 0, '' FROM application
    WHERE realm = :realm AND on_day <= :day AND from_entity = :payer),
opened AS (SELECT entity, id, party_id, SUM(cents) AS cents, SUM(posted) AS posted, MAX(on_day) AS on_day FROM moved
           GROUP BY entity, id, party_id HAVING SUM(cents) <> 0)
SELECT w.entity, w.id, w.party_id, w.cents, w.posted,
       COALESCE(NULLIF(w.on_day, ''), json_extract(o.body, '$.TxnDate')),
       COALESCE(json_extract(o.body, '$.DueDate'), w.on_day), COALESCE(json_extract(o.body, '$.DocNumber'), ''),
       COALESCE(json_extract(o.body, '$.PayType'), json_extract(o.body, '$.PaymentType'), '')
FROM opened w LEFT JOIN object o ON o.realm = :realm AND o.entity = w.entity AND o.id = w.id
"""


@dataclass(frozen=True, slots=True)
class OpenItem:
    """What is open on one document for one party, in cents: positive is owed, negative a credit or unapplied money.

    `posted` is the document's whole amount on the control accounts, `way` how it was paid, where it is a payment.
    """

    entity: str
    id: str
    party_id: str
    cents: int
    posted: int
    on_day: str
    due_on: str
    number: str
    way: str


def open_items(store: Store, realm: str, party_type: str, day: str) -> list[OpenItem]:
    """Every open item of customers ("Customer") or vendors ("Vendor") as of a day, from ledger and applications."""
    receivable = party_type == "Customer"
    params = {
        "realm": realm,
        "day": day,
        "account_type": "Accounts Receivable" if receivable else "Accounts Payable",
        "payer": "Payment" if receivable else "BillPayment",
    }
    return list(_items(store, params, 1 if receivable else -1))


def _items(store: Store, params: dict[str, str], sign: int) -> Iterator[OpenItem]:
    for entity, id, party, whole, posted, *rest in store.connection.execute(_OPEN, params):
        yield OpenItem(entity, id, party, sign * whole, sign * posted, *rest)


def names_of(store: Store, realm: str, party_type: str) -> dict[str, str]:
    """Today's display names of all customers or vendors, by id."""
    sql = "SELECT id, json_extract(body, '$.DisplayName') FROM object WHERE realm = ? AND entity = ?"
    return dict(store.rows(sql, realm, party_type))


def bucket_of(due_on: str, day: str) -> int:
    """Which of the five buckets: 0 is not due, then 30 days each, 4 all that is older."""
    late = (date.fromisoformat(day) - date.fromisoformat(due_on)).days
    return 0 if late <= 0 else min((late + 29) // 30, 4)
