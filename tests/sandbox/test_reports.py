"""Reports come from the ledger: they agree with it on any day, whatever the documents say about themselves."""

from decimal import Decimal
from typing import Any

import pytest

from sandbox.faults import Fault
from sandbox.store import Store
from sandbox.switches import write
from tests.sandbox.acme import Acme, open_acme


@pytest.fixture
def acme(store: Store) -> Acme:
    return open_acme(store)


def cells(row: dict[str, Any]) -> list[str]:
    return [cell["value"] for cell in row["ColData"]]


def aged(acme: Acme, name: str, **params: str) -> dict[str, list[str]]:
    """Cells after the name, by party; the grand total under TOTAL."""
    rows = acme.report(name, **params)["Rows"].get("Row", [])
    found = [cells(row.get("Summary", row)) for row in rows]
    return {row[0]: row[1:] for row in found}


def section(node: dict[str, Any], group: str) -> Decimal:
    """The total of a group anywhere in the balance sheet."""
    for row in node["Rows"]["Row"]:
        if row.get("group") == group:
            return Decimal(cells(row.get("Summary", row))[1])
        if "Rows" in row:
            try:
                return section(row, group)
            except KeyError:
                continue
    raise KeyError(group)


def test_open_invoices_stand_in_the_bucket_of_their_due_date(acme: Acme) -> None:
    for number, due in enumerate(
        ("2026-11-20", "2026-11-19", "2026-10-20", "2026-09-20", "2026-01-01"), start=1
    ):
        acme.invoice(number, TxnDate="2026-01-01", DueDate=due)
    found = aged(acme, "AgedReceivables", report_date="2026-11-20")
    assert found["Fjord & Pine"] == ["1.00", "2.00", "3.00", "4.00", "5.00", "15.00"]


@pytest.mark.parametrize(
    ("late", "bucket"), [(0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4)]
)
def test_bucket_edges(acme: Acme, late: int, bucket: int) -> None:
    acme.invoice(7, TxnDate="2026-01-01", DueDate="2026-03-01")
    day = (
        "2026-03-01",
        "2026-03-02",
        "2026-03-31",
        "2026-04-01",
        "2026-04-30",
        "2026-05-01",
        "2026-05-30",
        "2026-05-31",
    )
    found = aged(acme, "AgedReceivables", report_date=day[(0, 1, 30, 31, 60, 61, 90, 91).index(late)])
    assert found["Fjord & Pine"][bucket] == "7.00"


def test_a_payment_counts_from_its_own_day(acme: Acme) -> None:
    made = acme.invoice(500, TxnDate="2026-10-01", DueDate="2026-10-31")
    acme.paid(200, ("Invoice", made, 200), TxnDate="2026-11-10")
    assert aged(acme, "AgedReceivables", report_date="2026-11-09")["TOTAL"][-1] == "500.00"
    assert aged(acme, "AgedReceivables", report_date="2026-11-10")["TOTAL"][-1] == "300.00"


def test_a_payment_made_before_its_invoice_is_unapplied_in_between(acme: Acme) -> None:
    made = acme.invoice(500, TxnDate="2026-11-10", DueDate="2026-11-30")
    acme.paid(500, ("Invoice", made, 500), TxnDate="2026-11-01")
    assert aged(acme, "AgedReceivables", report_date="2026-11-05")["TOTAL"][-1] == "-500.00"
    assert aged(acme, "AgedReceivables", report_date="2026-11-10") == {}


def test_an_invoice_moved_behind_its_payment_moves_the_application(acme: Acme) -> None:
    made = acme.invoice(500, TxnDate="2026-10-01", DueDate="2026-10-31")
    acme.paid(500, ("Invoice", made, 500), TxnDate="2026-10-15")
    acme.change("Invoice", made, TxnDate="2026-11-01")
    assert aged(acme, "AgedReceivables", report_date="2026-10-20")["TOTAL"][-1] == "-500.00"


def test_journal_entries_and_unapplied_money_age_too(acme: Acme) -> None:
    acme.paid(30, TxnDate="2026-11-01")
    lines = [
        acme.journal("Debit", "Accounts Receivable (A/R)", 80, ("Customer", "Fjord & Pine")),
        acme.journal("Credit", "Design income", 80),
    ]
    acme.make("JournalEntry", TxnDate="2026-09-01", Line=lines)
    found = aged(acme, "AgedReceivables", report_date="2026-11-20")["Fjord & Pine"]
    assert found == ["", "-30.00", "", "80.00", "", "50.00"]


def test_aged_payables_are_what_the_payables_account_owes(acme: Acme) -> None:
    first, _ = (
        acme.bill(300, TxnDate="2026-11-01", DueDate="2026-11-15"),
        acme.bill(120, TxnDate="2026-11-18"),
    )
    acme.paid_out(100, ("Bill", first, 100), TxnDate="2026-11-16")
    total = aged(acme, "AgedPayables", report_date="2026-11-20")["TOTAL"][-1]
    assert Decimal(total) == -acme.balance("Accounts Payable (A/P)") == 320


def test_a_wrong_balance_field_does_not_reach_the_report(acme: Acme) -> None:
    made = acme.invoice(500)
    sql = "UPDATE object SET body = json_set(body, '$.Balance', 1) WHERE entity = 'Invoice' AND id = ?"
    acme.company.store.rows(sql, made["Id"])
    assert aged(acme, "AgedReceivables")["TOTAL"][-1] == "500.00"


def test_a_report_can_be_asked_for_one_customer(acme: Acme) -> None:
    other = acme.make("Customer", DisplayName="Other")
    acme.invoice(500)
    assert aged(acme, "AgedReceivables", customer=other["Id"]) == {}


def test_an_empty_report_says_so(acme: Acme) -> None:
    options = acme.report("AgedReceivables")["Header"]["Option"]
    assert {"Name": "NoReportData", "Value": "true"} in options


def test_the_balance_sheet_balances_through_a_life(acme: Acme) -> None:
    made = acme.invoice(500)
    payment = acme.paid(500, ("Invoice", made, 500))
    bill = acme.bill(300)
    acme.paid_out(100, ("Bill", bill, 100))
    for change in (lambda: acme.void("Payment", payment), lambda: acme.delete("Invoice", made)):
        sheet = acme.report("BalanceSheet")
        assert section(sheet, "TotalAssets") == section(sheet, "TotalLiabilitiesAndEquity")
        change()
    sheet = acme.report("BalanceSheet")
    assert (section(sheet, "BankAccounts"), section(sheet, "AP"), section(sheet, "NetIncome")) == (
        -100,
        200,
        -300,
    )


def test_earlier_profit_is_retained_and_this_years_is_net_income(acme: Acme) -> None:
    acme.invoice(70, TxnDate="2025-12-31")
    acme.invoice(30, TxnDate="2026-01-01")
    sheet = acme.report("BalanceSheet", start_date="2026-01-01", end_date="2026-11-20")
    assert (section(sheet, "NetIncome"), section(sheet, "Equity")) == (30, 100)


def test_the_balance_sheet_is_as_of_its_end_date_whatever_the_start(acme: Acme) -> None:
    acme.invoice(70, TxnDate="2026-03-10")
    for start in ("2020-01-01", "2026-03-01"):
        sheet = acme.report("BalanceSheet", start_date=start, end_date="2026-03-09")
        assert section(sheet, "TotalAssets") == 0
    assert section(acme.report("BalanceSheet", start_date="2026-03-10", end_date="2026-03-10"), "AR") == 70


def test_one_date_alone_falls_back_to_the_fiscal_year_in_silence(acme: Acme) -> None:
    header = acme.report("BalanceSheet", end_date="2026-03-31")["Header"]
    assert (header["StartPeriod"], header["EndPeriod"]) == ("2026-01-01", "2026-11-20")


def test_children_stand_under_their_parent_account(acme: Acme) -> None:
    child = acme.make("Account", Name="Tax pot", AccountType="Bank", ParentRef=acme.ref("Savings"))
    ends = {"FromAccountRef": acme.ref("Operating Checking"), "ToAccountRef": {"value": child["Id"]}}
    acme.make("Transfer", Amount=70, **ends)
    banks = acme.report("BalanceSheet")["Rows"]["Row"][0]["Rows"]["Row"][0]["Rows"]["Row"][0]
    savings = next(row for row in banks["Rows"]["Row"] if "Header" in row)
    assert cells(savings["Summary"]) == ["Total Savings", "70.00"]


def test_what_the_books_cannot_give_is_refused(acme: Acme) -> None:
    for name, params in (("BalanceSheet", {"accounting_method": "Cash"}), ("ProfitAndLoss", {})):
        with pytest.raises(Fault) as refusal:
            acme.report(name, **params)
        assert refusal.value.code == "500"


def test_the_details_of_an_ageing_are_its_documents(acme: Acme) -> None:
    made = acme.invoice(500, TxnDate="2026-10-01", DueDate="2026-10-31", DocNumber="1007")
    acme.paid(200, ("Invoice", made, 150), TxnDate="2026-11-10")
    report = acme.report("AgedReceivableDetail", report_date="2026-11-20")
    found = [cells(row) for part in report["Rows"]["Row"] if "Rows" in part for row in part["Rows"]["Row"]]
    party = "Fjord & Pine"
    assert sorted(found) == [
        ["2026-10-01", "Invoice", "1007", party, "2026-10-31", "20", "500.00", "350.00"],
        ["2026-11-10", "Payment", "", party, "2026-11-10", "10", "-200.00", "-50.00"],
    ]
    assert cells(report["Rows"]["Row"][-1]["Summary"])[-1] == "300.00"
    assert aged(acme, "AgedReceivables", report_date="2026-11-20")["TOTAL"][-1] == "300.00"


def test_a_bill_payment_is_called_by_its_way_in_the_details(acme: Acme) -> None:
    acme.paid_out(100, TxnDate="2026-11-16")
    report = acme.report("AgedPayableDetail", report_date="2026-11-20")
    assert cells(report["Rows"]["Row"][0]["Rows"]["Row"][0])[1] == "Bill Payment (Check)"


def test_the_modern_service_leaves_zeros_out_and_turns_the_rows_round(acme: Acme) -> None:
    acme.make("Customer", DisplayName="Other")
    acme.invoice(500, DueDate="2026-11-20")
    write(acme.company.store, acme.company.realm, "report_engine", "modern")
    rows = acme.report("AgedReceivables", report_date="2026-11-20")["Rows"]["Row"]
    assert cells(rows[0]["Summary"]) == ["TOTAL", "500.00", "", "", "", "", "500.00"]
    assert "type" not in rows[1]


def test_a_report_that_is_too_long_is_cut_without_an_error(acme: Acme) -> None:
    for name in ("Other", "Third"):
        acme.invoice(500, CustomerRef={"value": acme.make("Customer", DisplayName=name)["Id"]})
    write(acme.company.store, acme.company.realm, "report_rows", 1)
    rows = acme.report("AgedReceivables")["Rows"]["Row"]
    assert len([row for row in rows if "ColData" in row]) == 2
    assert cells(rows[-1]) == ["Unable to display more data. Please reduce the date range."]
