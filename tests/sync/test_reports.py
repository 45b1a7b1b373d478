"""QuickBooks' reports are read the same from either service behind them, and not at all where they were cut."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sandbox.reports.quirks import cut, modern
from sync import reports
from sync.errors import Unreadable
from sync.reports import Aged, ReportCut, Stated

DAY = date(2026, 11, 20)


def cells(*values: str, id: str = "") -> list[dict[str, str]]:
    first, *rest = values
    return [{"value": first, **({"id": id} if id else {})}, *({"value": value} for value in rest)]


def columns(*keys: str) -> dict[str, Any]:
    return {"Column": [{"ColTitle": key, "MetaData": [{"Name": "ColKey", "Value": key}]} for key in keys]}


def report(rows: list[dict[str, Any]], *keys: str, name: str = "AgedReceivables") -> dict[str, Any]:
    header = {"ReportName": name, "StartPeriod": DAY.isoformat(), "EndPeriod": DAY.isoformat()}
    return {"Header": header, "Columns": columns(*keys), "Rows": {"Row": rows}}


def sent(body: dict[str, Any]) -> bytes:
    return json.dumps(body).encode()


SUMMARY = report(
    [
        {"ColData": cells("Fjord & Pine", "0.00", ".50", ".50", id="12")},
        {"ColData": cells("Granite", "-30.00", "0.00", "-30.00", id="13"), "type": "Data"},
        {
            "Summary": {"ColData": cells("TOTAL", "-30.00", "0.50", "-29.50")},
            "type": "Section",
            "group": "GrandTotal",
        },
    ],
    "",
    "current",
    "1 - 30",
    "total",
)
SHEET = report(
    [
        {
            "Header": {"ColData": cells("Bank Accounts", "")},
            "group": "BankAccounts",
            "Rows": {
                "Row": [
                    {
                        "Header": {"ColData": cells("Savings", "100.00", id="36")},
                        "Rows": {"Row": [{"ColData": cells("Tax pot", "70.00", id="37"), "type": "Data"}]},
                        "Summary": {"ColData": cells("Total Savings", "170.00")},
                    }
                ]
            },
            "Summary": {"ColData": cells("Total Bank Accounts", "170.00")},
        },
        {"ColData": cells("Loan", "5.00", id="40"), "type": "Data", "group": "OtherCurrentLiabilities"},
    ],
    "account",
    "total",
    name="BalanceSheet",
)


@pytest.mark.parametrize("service", [lambda body: body, modern])
def test_parties_and_total_of_an_ageing(service: Any) -> None:
    found = reports.aged(sent(service(SUMMARY)), DAY)
    assert found == Aged(Decimal("-29.50"), {"12": Decimal(".50"), "13": Decimal(-30)})


@pytest.mark.parametrize("service", [lambda body: body, modern])
def test_a_parent_account_has_what_its_children_have_not(service: Any) -> None:
    assert reports.balances(sent(service(SHEET)), DAY) == {
        "36": Stated("Savings", Decimal(100), True),
        "37": Stated("Tax pot", Decimal(70), True),
        "40": Stated("Loan", Decimal(5), False),
    }


def test_documents_of_a_detail_by_the_keys_of_its_columns() -> None:
    row = [*cells("2026-11-01", "Bill Payment (Check)"), {"value": "Granite", "id": "9"}, {"value": "-4.00"}]
    row[1]["id"] = "512"
    body = report([{"ColData": row}], "tx_date", "txn_type", "vend_name", "subt_neg_open_bal")
    (found,) = reports.aged_documents(sent(body), DAY)
    assert (found.entity, found.qbo_id, found.party_id, found.open) == ("BillPayment", "512", "9", -4)


def test_an_empty_report_has_nothing_open() -> None:
    assert reports.aged(sent({**SUMMARY, "Rows": {}}), DAY) == Aged(Decimal(0), {})


def test_a_report_that_was_cut_says_nothing() -> None:
    with pytest.raises(ReportCut):
        reports.aged(sent(cut(SUMMARY, 1)), DAY)


@pytest.mark.parametrize("spoil", ["another day", "rows that are not the total", "no amount", "no report"])
def test_a_report_that_cannot_be_trusted_is_refused(spoil: str) -> None:
    bodies = {
        "another day": {**SUMMARY, "Header": {"ReportName": "AgedReceivables", "EndPeriod": "2026-11-19"}},
        "rows that are not the total": {**SUMMARY, "Rows": {"Row": SUMMARY["Rows"]["Row"][1:]}},
        "no amount": report([{"ColData": cells("Fjord", "many", id="12")}], "", "total"),
        "no report": {"Fault": {}},
    }
    with pytest.raises(Unreadable):
        reports.aged(sent(bodies[spoil]), DAY)


def ageing(*titles: str, cells_: tuple[str, ...]) -> bytes:
    names = ("", *titles, "Total")
    body = report([{"ColData": cells("Fjord", *cells_, id="12")}], *names)
    return sent(body)


FIVE = ("1.00", "2.00", "", "4.00", "5.00", "12.00")


@pytest.mark.parametrize(
    "titles",
    [
        ("Current", "1 - 30", "31 - 60", "61 - 90", "91 and over"),
        ("Current", "1 - 30 Days Past Due", "31 - 60", "61 - 90", "91 Or More"),
    ],
)
def test_buckets_are_known_by_the_day_with_which_they_begin(titles: tuple[str, ...]) -> None:
    found = reports.aged(ageing(*titles, cells_=FIVE), DAY)
    assert found.buckets == tuple(map(Decimal, (1, 2, 0, 4, 5)))


def test_buckets_of_other_lengths_or_that_do_not_add_up_are_none() -> None:
    titles = ("Current", "1 - 15", "16 - 30", "31 - 45", "46 and over")
    assert reports.aged(ageing(*titles, cells_=FIVE), DAY).buckets == ()
    usual = ("Current", "1 - 30", "31 - 60", "61 - 90", "91 and over")
    assert reports.aged(ageing(*usual, cells_=(*FIVE[:5], "13.00")), DAY).buckets == ()
