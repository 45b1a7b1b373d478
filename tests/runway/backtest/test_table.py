"""The table of the backtest is refused with every fault and the row it is in; the header is row 1."""

from datetime import date
from decimal import Decimal

import pytest

from runway.calculators.backtest.table import UnfitTable, obligations
from runway.calculators.paydates.history import Obligation

HEADER = "document_id,counterparty_id,issued_on,due_on,paid_on,amount"


def faults(*rows: str, header: str = HEADER) -> list[str]:
    with pytest.raises(UnfitTable) as refused:
        obligations([f"{line}\n" for line in (header, *rows)])
    return [str(fault) for fault in refused.value.faults]


def test_empty_lines_are_no_documents_and_count_as_rows() -> None:
    assert faults("1,Amy,2026-01-01,2026-01-02,,1", "", "2,Amy,soon,2026-01-02,,1") == [
        "row 4: issued_on 'soon' is not a date like 2026-01-31"
    ]


def test_a_document_without_a_pay_date_is_open() -> None:
    rows = [HEADER, "1,Amy,2024-02-29,2024-03-30,,10.50", "2,Amy,2024-03-01,2024-03-31,2024-04-02,-3"]
    assert obligations(rows) == [
        Obligation("1", "Amy", date(2024, 2, 29), date(2024, 3, 30), None, Decimal("10.50")),
        Obligation("2", "Amy", date(2024, 3, 1), date(2024, 3, 31), date(2024, 4, 2), Decimal(-3)),
    ]


def test_columns_may_come_in_any_order_and_others_are_ignored() -> None:
    rows = [
        "amount,memo,paid_on,due_on,issued_on,counterparty_id,document_id",
        "5,x,,2026-01-02,2026-01-01,Amy,1",
    ]
    assert obligations(rows) == [Obligation("1", "Amy", date(2026, 1, 1), date(2026, 1, 2), None, Decimal(5))]


def test_missing_columns_are_named_with_those_that_are_needed() -> None:
    (fault,) = faults("1,Amy", header="document_id,counterparty_id,due_on,paid_on")
    assert fault.startswith(
        "row 1: the header lacks issued_on, amount; needed are document_id, counterparty_id, "
    )


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ("1,Amy,2026-02-29,2026-03-01,,1", "issued_on '2026-02-29' is not a date like 2026-01-31"),
        ("1,Amy,2026-01-01,,,1", "due_on '' is not a date like 2026-01-31"),
        ("1,Amy,2026-01-01,2026-01-02,soon,1", "paid_on 'soon' is not a date like 2026-01-31"),
        ("1,Amy,20260102,2026-01-02,,1", "issued_on '20260102' is not a date like 2026-01-31"),
        ("1,Amy,2026-W05-6,2026-01-02,,1", "issued_on '2026-W05-6' is not a date like 2026-01-31"),
        ("1,Amy,01/02/2026,2026-01-02,,1", "issued_on '01/02/2026' is not a date like 2026-01-31"),
        ("1,Amy,2026-01-01,2026-01-02,,", "amount '' is not a number like 1234.56"),
        ("1,Amy,2026-01-01,2026-01-02,,NaN", "amount 'NaN' is not a number like 1234.56"),
        ('1,Amy,2026-01-01,2026-01-02,,"1,000"', "amount '1,000' is not a number like 1234.56"),
        (",Amy,2026-01-01,2026-01-02,,1", "document_id is empty"),
        ("1,,2026-01-01,2026-01-02,,1", "counterparty_id is empty"),
        ("1,Amy", "issued_on '' is not a date like 2026-01-31"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_row(row: str, text: str) -> None:
    assert faults("0,Amy,2026-01-01,2026-01-02,,1", row)[0] == f"row 3: {text}"


def test_a_document_may_stand_in_the_table_once() -> None:
    row = "7,Amy,2026-01-01,2026-01-02,,1"
    assert faults(row, row, row) == [
        "row 3: document_id '7' was already in row 2",
        "row 4: document_id '7' was already in row 2",
    ]


def test_all_faults_are_told_at_once_and_the_message_shows_the_first_twenty() -> None:
    rows = [f"{number},Amy,never,2026-01-02,,much" for number in range(30)]
    assert len(faults(*rows)) == 60
    with pytest.raises(UnfitTable, match=r"\nand 40 more$"):
        obligations([HEADER, *rows])


def test_a_table_without_documents_is_refused() -> None:
    assert faults() == ["row 1: there is no document below the header"]


def test_an_empty_file_lacks_its_header() -> None:
    with pytest.raises(UnfitTable, match="row 1: the header lacks document_id"):
        obligations([])
