"""Who owes what and how late, as of a day: A/R and A/P by party and bucket (API_FACTS 10.4)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sandbox.books.money import day_of, epoch_of, stamp
from sandbox.reports.cells import money_or_blank, money_or_zero, option, refuse_cash_basis
from sandbox.reports.period import report_day
from sandbox.store import Store

_TITLES = ("Current", "1 - 30", "31 - 60", "61 - 90", "91 and over", "Total")

# The open amount of a document is its own lines on the control accounts, less what was applied to it, plus (for the
# payer) what it was applied to; both ends move on the application's day, so the sum is the control account's.
_OPEN = """
WITH control AS (SELECT id FROM object WHERE realm = :realm AND entity = 'Account' AND deleted = 0
                 AND json_extract(body, '$.AccountType') = :account_type),
moved AS (
  SELECT entity, txn_id AS id, party_id, cents, on_day FROM posting
    WHERE realm = :realm AND account_id IN control AND on_day <= :day
  UNION ALL SELECT to_entity, to_id, party_id, -COALESCE(home_cents, cents), '' FROM application
    WHERE realm = :realm AND on_day <= :day AND from_entity = :payer
  UNION ALL SELECT from_entity, from_id, party_id, COALESCE(home_cents, cents), '' FROM application
    WHERE realm = :realm AND on_day <= :day AND from_entity = :payer),
opened AS (SELECT entity, id, party_id, SUM(cents) AS cents, MAX(on_day) AS on_day FROM moved
           GROUP BY entity, id, party_id HAVING SUM(cents) <> 0)
SELECT w.entity, w.id, w.party_id, w.cents, COALESCE(json_extract(o.body, '$.DueDate'), w.on_day)
FROM opened w LEFT JOIN object o ON o.realm = :realm AND o.entity = w.entity AND o.id = w.id
"""


@dataclass(frozen=True, slots=True)
class OpenItem:
    """What is open on one document for one party, in cents: positive is owed, negative a credit or unapplied money."""

    entity: str
    id: str
    party_id: str
    cents: int
    due_on: str


def open_items(store: Store, realm: str, party_type: str, day: str) -> list[OpenItem]:
    """Every open item of customers ("Customer") or vendors ("Vendor") as of a day, from ledger and applications."""
    receivable = party_type == "Customer"
    params = {
        "realm": realm,
        "day": day,
        "account_type": "Accounts Receivable" if receivable else "Accounts Payable",
        "payer": "Payment" if receivable else "BillPayment",
    }
    sign = 1 if receivable else -1
    return [
        OpenItem(entity, id, party, sign * whole, due)
        for entity, id, party, whole, due in store.connection.execute(_OPEN, params)
    ]


def aged_receivables(store: Store, realm: str, params: dict[str, str], at: datetime) -> dict[str, Any]:
    """The A/R aging summary; parameters report_date, date_macro, customer."""
    return _aged(store, realm, params, at, "AgedReceivables", "Customer")


def aged_payables(store: Store, realm: str, params: dict[str, str], at: datetime) -> dict[str, Any]:
    """The A/P aging summary; parameters report_date, date_macro, vendor."""
    return _aged(store, realm, params, at, "AgedPayables", "Vendor")


def _aged(
    store: Store, realm: str, params: dict[str, str], at: datetime, name: str, party_type: str
) -> dict[str, Any]:
    refuse_cash_basis(params)
    day, macro = report_day(params, day_of(at))
    wanted = {id for id in params.get(party_type.lower(), "").split(",") if id}
    buckets: dict[str, list[int]] = defaultdict(lambda: [0] * 6)
    for item in open_items(store, realm, party_type, day):
        if not wanted or item.party_id in wanted:
            row = buckets[item.party_id]
            row[_bucket(item.due_on, day)] += item.cents
            row[5] += item.cents
    rows = [_party_row(party, row) for party, row in _named(store, realm, party_type, buckets)]
    header = {
        "Time": stamp(epoch_of(at)),
        "ReportName": name,
        **({"DateMacro": macro} if macro else {}),
        "StartPeriod": day,
        "EndPeriod": day,
        **({party_type: ",".join(sorted(wanted))} if wanted else {}),
        "Currency": "USD",
        "Option": [option("report_date", day), option("NoReportData", "false" if rows else "true")],
    }
    return {
        "Header": header,
        "Columns": _columns(party_type),
        "Rows": {"Row": [*rows, _total(buckets)] if rows else []},
    }


def _bucket(due_on: str, day: str) -> int:
    late = (date.fromisoformat(day) - date.fromisoformat(due_on)).days
    return 0 if late <= 0 else min((late + 29) // 30, 4)


def _named(
    store: Store, realm: str, party_type: str, buckets: dict[str, list[int]]
) -> list[tuple[tuple[str, str], list[int]]]:
    sql = "SELECT json_extract(body, '$.DisplayName') FROM object WHERE realm = ? AND entity = ? AND id = ?"
    found = [
        ((next(iter(store.rows(sql, realm, party_type, id)))[0], id), row) for id, row in buckets.items()
    ]
    return sorted(found)


def _party_row(party: tuple[str, str], row: list[int]) -> dict[str, Any]:
    return {
        "ColData": [{"value": party[0], "id": party[1]}, *({"value": money_or_blank(whole)} for whole in row)]
    }


def _total(buckets: dict[str, list[int]]) -> dict[str, Any]:
    sums = [sum(row[column] for row in buckets.values()) for column in range(6)]
    cells = [{"value": "TOTAL"}, *({"value": money_or_zero(whole)} for whole in sums)]
    return {"Summary": {"ColData": cells}, "type": "Section", "group": "GrandTotal"}


def _columns(party_type: str) -> dict[str, Any]:
    own = {"ColTitle": "", "ColType": party_type}
    return {"Column": [own, *({"ColTitle": title, "ColType": "Money"} for title in _TITLES)]}
