"""`manage.py backtest CSV`: figures for people, one object for programs, and an error that says what to mend."""

import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.runway.paydates.papers import habit

HEADER = "document_id,counterparty_id,issued_on,due_on,paid_on,amount"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Amy pays three days late, a document a week for a year and a half."""
    path = tmp_path / "receivables.csv"
    rows = [
        f"{each.document_id},{each.counterparty},{each.issued_on},{each.due_on},{each.paid_on},{each.amount}"
        for each in habit("Amy", date(2025, 1, 6), 3, 80)
    ]
    path.write_text("\n".join([HEADER, *rows]))
    return path


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("backtest", *arguments, stdout=out)
    return out.getvalue()


def test_our_figures_stand_beside_three_conventions(table: Path) -> None:
    lines = run(str(table)).splitlines()
    assert lines[0].startswith(
        "80 documents of 1 parties, 0 of them open; judged on 16 documents and 12 snapshots"
    )
    assert [line[:28].strip() for line in lines[2:6]] == [
        "this model",
        "due date overdue dropped",
        "due date overdue now",
        "counterparty median lag",
    ]
    assert "3.0 days" in lines[3]


@pytest.mark.prove
def test_json_is_one_object_with_the_documented_fields(table: Path) -> None:
    said = json.loads(run(str(table), "--json"))
    assert said["documents"] == 80
    assert len(said["snapshots"]) == len(said["rules"]) == 12
    assert set(said["ours"]) == {"pay_date_days", "weekly_receipts_percent", "band_coverage_percent"}
    due = said["conventions"]["due_date_overdue_now"]
    assert (due["pay_date_days"], due["band_coverage_percent"]) == (3.0, None)


def test_rows_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(f"{HEADER}\n1,Amy,2026-01-01,2026-01-31,,5\n1,Amy,someday,2026-01-31,,\n")
    with pytest.raises(CommandError) as refused:
        run(str(path))
    assert str(refused.value).splitlines() == [
        "bad.csv cannot be used. Mend these rows and run again:",
        "row 3: document_id '1' was already in row 2",
        "row 3: issued_on 'someday' is not a date like 2026-01-31",
        "row 3: amount '' is not a number like 1234.56",
    ]


def test_a_file_that_is_not_there_or_no_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        run(str(tmp_path / "none.csv"))
    (tmp_path / "zip.csv").write_bytes(b"PK\x03\x04\xff\xfe")
    with pytest.raises(CommandError, match="is not text in UTF-8"):
        run(str(tmp_path / "zip.csv"))
