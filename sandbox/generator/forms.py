"""Lines and references as a client would send them."""

from datetime import date
from decimal import Decimal
from typing import Any

from sandbox.books.money import amount

Body = dict[str, Any]


def ref(id: str) -> Body:
    """A reference by id."""
    return {"value": id}


def sales_line(
    item_id: str, cents: int, text: str, *, quantity: int = 1, taxable: bool = False, class_id: str = ""
) -> Body:
    """A line that sells an item; cents are the whole line."""
    detail: Body = {
        "ItemRef": ref(item_id),
        "Qty": quantity,
        "UnitPrice": amount(cents // quantity),
        "TaxCodeRef": ref("TAX" if taxable else "NON"),
    }
    if class_id:
        detail["ClassRef"] = ref(class_id)
    return {
        "Description": text,
        "Amount": amount(cents),
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": detail,
    }


def expense_line(
    account_id: str, cents: int, text: str, *, customer_id: str = "", class_id: str = ""
) -> Body:
    """A line that spends on an account, billable when a customer is named."""
    detail: Body = {
        "AccountRef": ref(account_id),
        "BillableStatus": "HasBeenBilled" if customer_id else "NotBillable",
        "TaxCodeRef": ref("NON"),
    }
    if customer_id:
        detail["CustomerRef"] = ref(customer_id)
    if class_id:
        detail["ClassRef"] = ref(class_id)
    return {
        "Description": text,
        "Amount": amount(cents),
        "DetailType": "AccountBasedExpenseLineDetail",
        "AccountBasedExpenseLineDetail": detail,
    }


def item_line(item_id: str, cents: int, text: str, *, quantity: int = 1) -> Body:
    """A line that buys an item."""
    detail = {
        "ItemRef": ref(item_id),
        "Qty": quantity,
        "UnitPrice": amount(cents // quantity),
        "TaxCodeRef": ref("NON"),
    }
    return {
        "Description": text,
        "Amount": amount(cents),
        "DetailType": "ItemBasedExpenseLineDetail",
        "ItemBasedExpenseLineDetail": detail,
    }


def journal_line(account_id: str, cents: int, text: str, *, party: tuple[str, str] | None = None) -> Body:
    """A journal line: positive cents debit, negative cents credit."""
    detail: Body = {"PostingType": "Debit" if cents > 0 else "Credit", "AccountRef": ref(account_id)}
    if party:
        detail["Entity"] = {"Type": party[0], "EntityRef": ref(party[1])}
    return {
        "Description": text,
        "Amount": amount(abs(cents)),
        "DetailType": "JournalEntryLineDetail",
        "JournalEntryLineDetail": detail,
    }


def applied(cents: int, txn_type: str, id: str) -> Body:
    """A payment line that puts cents on a document."""
    return {"Amount": amount(cents), "LinkedTxn": [{"TxnId": id, "TxnType": txn_type}]}


def tax_detail(cents: int, taxable_cents: int, percent: Decimal) -> Body:
    """Sales tax of a form, to be merged into its body."""
    detail = {
        "TaxRateRef": ref("3"),
        "PercentBased": True,
        "TaxPercent": percent,
        "NetAmountTaxable": amount(taxable_cents),
    }
    line = {"Amount": amount(cents), "DetailType": "TaxLineDetail", "TaxLineDetail": detail}
    return {"TxnTaxDetail": {"TxnTaxCodeRef": ref("2"), "TotalTax": amount(cents), "TaxLine": [line]}}


def iso(day: date) -> str:
    """A day as QuickBooks writes it."""
    return day.isoformat()
