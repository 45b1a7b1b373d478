"""Who owes what by document, as of a day: the aging reports with a row for each open document (API_FACTS 10.4)."""

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from sandbox.reports.aging_question import aging_question
from sandbox.reports.cells import aging_header, money_or_zero
from sandbox.reports.open_items import OpenItem, bucket_of, names_of
from sandbox.store import Store

_BUCKETS = (
    "Current",
    "1 - 30 days past due",
    "31 - 60 days past due",
    "61 - 90 days past due",
    "91 or more days past due",
)
_TYPES = {
    "CreditMemo": "Credit Memo",
    "VendorCredit": "Vendor Credit",
    "JournalEntry": "Journal Entry",
    "Purchase": "Expense",
    "RefundReceipt": "Refund",
}
_WAYS = {
    ("BillPayment", "Check"): "Bill Payment (Check)",
    ("BillPayment", "CreditCard"): "Bill Payment (Credit Card)",
    ("Purchase", "Check"): "Check",
}


def aged_receivable_detail(store: Store, realm: str, params: dict[str, str], at: datetime) -> dict[str, Any]:
    """Every open receivable by bucket; parameters report_date, date_macro, customer."""
    return _detail(store, realm, params, at, "AgedReceivableDetail", "Customer")


def aged_payable_detail(store: Store, realm: str, params: dict[str, str], at: datetime) -> dict[str, Any]:
    """Every open payable by bucket; parameters report_date, date_macro, vendor."""
    return _detail(store, realm, params, at, "AgedPayableDetail", "Vendor")


def _detail(
    store: Store, realm: str, params: dict[str, str], at: datetime, name: str, party_type: str
) -> dict[str, Any]:
    asked = aging_question(store, realm, params, at, party_type)
    names, found = names_of(store, realm, party_type), asked.items
    header = aging_header(name, asked.day, asked.macro, at, empty=not found)
    rows = [*_sections(found, asked.day, names), _total("TOTAL", found, group="GrandTotal")] if found else []
    return {"Header": header, "Columns": _columns(party_type), "Rows": {"Row": rows}}


def _sections(found: list[OpenItem], day: str, names: dict[str, str]) -> list[dict[str, Any]]:
    by_bucket: dict[int, list[OpenItem]] = defaultdict(list)
    for item in sorted(found, key=lambda item: (item.due_on, item.entity, int(item.id))):
        by_bucket[bucket_of(item.due_on, day)].append(item)
    return [
        {
            "Header": {"ColData": [{"value": _BUCKETS[bucket]}, *({"value": ""} for _ in range(7))]},
            "Rows": {"Row": [_row(item, day, names) for item in items]},
            **_total(f"Total for {_BUCKETS[bucket]}", items),
        }
        for bucket, items in sorted(by_bucket.items(), reverse=True)
    ]


def _row(item: OpenItem, day: str, names: dict[str, str]) -> dict[str, Any]:
    late = (date.fromisoformat(day) - date.fromisoformat(item.due_on)).days
    said = _WAYS.get((item.entity, item.way)) or _TYPES.get(item.entity, item.entity)
    cells: list[dict[str, str]] = [
        {"value": item.on_day},
        {"value": said, "id": item.id},
        {"value": item.number},
        {"value": names.get(item.party_id, ""), "id": item.party_id},
        {"value": item.due_on},
        {"value": str(late)},
        {"value": money_or_zero(item.posted)},
        {"value": money_or_zero(item.cents)},
    ]
    return {"ColData": cells, "type": "Data"}


def _total(title: str, items: list[OpenItem], group: str = "") -> dict[str, Any]:
    sums = (sum(item.posted for item in items), sum(item.cents for item in items))
    blanks = ({"value": ""} for _ in range(5))
    cells = [{"value": title}, *blanks, *({"value": money_or_zero(whole)} for whole in sums)]
    return {"Summary": {"ColData": cells}, "type": "Section", **({"group": group} if group else {})}


def _columns(party_type: str) -> dict[str, Any]:
    customer = party_type == "Customer"
    keys = (
        ("Date", "tx_date"),
        ("Transaction Type", "txn_type"),
        ("Num", "doc_num"),
        (party_type, "cust_name" if customer else "vend_name"),
        ("Due Date", "due_date"),
        ("Past Due", "past_due"),
        ("Amount", "subt_amount" if customer else "subt_neg_amount"),
        ("Open Balance", "subt_open_bal" if customer else "subt_neg_open_bal"),
    )
    return {
        "Column": [
            {"ColTitle": title, "ColType": key, "MetaData": [{"Name": "ColKey", "Value": key}]}
            for title, key in keys
        ]
    }
