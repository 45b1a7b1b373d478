"""What the service behind QuickBooks' reports does to an answer, whatever the report (API_FACTS 10.1, 10.3)."""

from itertools import chain
from typing import Any

CUT = "Unable to display more data. Please reduce the date range."
_ZEROS = frozenset({"0", "0.00", ".00"})


def modern(report: dict[str, Any]) -> dict[str, Any]:
    """As the service of 2026 answers: nothing where a zero stood, rows in another order, titles in Title Case."""
    columns = [{**column, "ColTitle": column["ColTitle"].title()} for column in report["Columns"]["Column"]]
    rows = {"Row": [_modern(row) for row in reversed(report["Rows"].get("Row", []))]}
    return {**report, "Columns": {"Column": columns}, "Rows": rows}


def cut(report: dict[str, Any], most: int) -> dict[str, Any]:
    """Only so many rows of data, then the one that says that there were more; no total, and no error."""
    left = iter(range(most))
    rows = list(chain.from_iterable(_within(row, left) for row in report["Rows"].get("Row", [])))
    if next(left, None) is not None:
        return report
    return {**report, "Rows": {"Row": [*rows, {"ColData": [{"value": CUT}], "type": "Data"}]}}


def _modern(row: dict[str, Any]) -> dict[str, Any]:
    done = dict(row)
    for part in ("Header", "Summary"):
        if part in row:
            done[part] = {"ColData": [_blank(cell) for cell in row[part]["ColData"]]}
    if "ColData" in row:
        done["ColData"] = [_blank(cell) for cell in row["ColData"]]
        done.pop("type", None)
    if "Rows" in row:
        done["Rows"] = {"Row": [_modern(inner) for inner in reversed(row["Rows"]["Row"])]}
    return done


def _blank(cell: dict[str, str]) -> dict[str, str]:
    return {**cell, "value": ""} if cell["value"] in _ZEROS else cell


def _within(row: dict[str, Any], left: Any) -> list[dict[str, Any]]:
    if "Rows" in row:
        inner = list(chain.from_iterable(_within(each, left) for each in row["Rows"]["Row"]))
        return [{**row, "Rows": {"Row": inner}}] if inner else []
    if "ColData" in row:
        return [row] if next(left, None) is not None else []
    return [row]
