"""Who owes what and how late, as of a day: A/R and A/P by party and bucket (API_FACTS 10.4)."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from sandbox.reports.aging_question import aging_question
from sandbox.reports.cells import aging_header, money_or_blank, money_or_zero
from sandbox.reports.open_items import bucket_of, names_of
from sandbox.store import Store

_TITLES = ("Current", "1 - 30", "31 - 60", "61 - 90", "91 and over", "Total")


def aged_receivables(store: Store, realm: str, params: dict[str, str], at: datetime) -> dict[str, Any]:
    """The A/R aging summary; parameters report_date, date_macro, customer."""
    return _aged(store, realm, params, at, "AgedReceivables", "Customer")


def aged_payables(store: Store, realm: str, params: dict[str, str], at: datetime) -> dict[str, Any]:
    """The A/P aging summary; parameters report_date, date_macro, vendor."""
    return _aged(store, realm, params, at, "AgedPayables", "Vendor")


def _aged(
    store: Store, realm: str, params: dict[str, str], at: datetime, name: str, party_type: str
) -> dict[str, Any]:
    asked = aging_question(store, realm, params, at, party_type)
    buckets: dict[str, list[int]] = defaultdict(lambda: [0] * 6)
    for item in asked.items:
        row = buckets[item.party_id]
        row[bucket_of(item.due_on, asked.day)] += item.cents
        row[5] += item.cents
    rows = [_party_row(party, row) for party, row in _named(store, realm, party_type, buckets)]
    parties = {party_type: ",".join(sorted(asked.parties))} if asked.parties else {}
    header = aging_header(name, asked.day, asked.macro, at, empty=not rows, **parties)
    return {
        "Header": header,
        "Columns": _columns(party_type),
        "Rows": {"Row": [*rows, _total(buckets)] if rows else []},
    }


def _named(
    store: Store, realm: str, party_type: str, buckets: dict[str, list[int]]
) -> list[tuple[tuple[str, str], list[int]]]:
    names = names_of(store, realm, party_type)
    return sorted(((names[id], id), row) for id, row in buckets.items())


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
