"""Reports computed from ledger lines and applications alone, never from the documents' own Balance fields."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sandbox.reports.aging import aged_payables, aged_receivables
from sandbox.reports.aging_detail import aged_payable_detail, aged_receivable_detail
from sandbox.reports.balance_sheet import balance_sheet
from sandbox.store import Store

REPORTS: dict[str, Callable[[Store, str, dict[str, str], datetime], dict[str, Any]]] = {
    "AgedReceivables": aged_receivables,
    "AgedPayables": aged_payables,
    "AgedReceivableDetail": aged_receivable_detail,
    "AgedPayableDetail": aged_payable_detail,
    "BalanceSheet": balance_sheet,
}
