"""Cells of a report: amounts as text, options as pairs (API_FACTS 10.4)."""

from datetime import datetime
from typing import Any

from sandbox.books.money import epoch_of, stamp
from sandbox.faults import unsupported


def money_or_zero(whole: int) -> str:
    """Cents as a report shows a sum: "0.00" for nothing."""
    sign, rest = ("-", -whole) if whole < 0 else ("", whole)
    return f"{sign}{rest // 100}.{rest % 100:02d}"


def money_or_blank(whole: int) -> str:
    """Cents as a report shows a cell: empty for nothing."""
    return money_or_zero(whole) if whole else ""


def option(name: str, value: str) -> dict[str, str]:
    """One entry of Header.Option."""
    return {"Name": name, "Value": value}


def aging_header(
    name: str, day: str, macro: str, at: datetime, *, empty: bool, **more: str
) -> dict[str, Any]:
    """Header of an aging report of a day; `more` are the parties it was asked for."""
    return {
        "Time": stamp(epoch_of(at)),
        "ReportName": name,
        **({"DateMacro": macro} if macro else {}),
        "StartPeriod": day,
        "EndPeriod": day,
        **more,
        "Currency": "USD",
        "Option": [option("report_date", day), option("NoReportData", str(empty).lower())],
    }


def refuse_cash_basis(params: dict[str, str]) -> None:
    """Fault 500 for accounting_method=Cash: these books are kept on accrual and give no other figures."""
    if params.get("accounting_method", "Accrual").lower() != "accrual":
        raise unsupported("accounting_method Cash is not supported.")
