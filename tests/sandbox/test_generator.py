"""The agency that the sandbox founds: credible, the same for the same seed, and in agreement with itself."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest

from sandbox.books.company import Company
from sandbox.books.documents import KINDS
from sandbox.generator import found
from sandbox.store import Store

UNTIL = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    store = Store(tmp_path_factory.mktemp("agency") / "sandbox.sqlite3")
    yield found(store, "agency", seed=7, until=UNTIL)
    store.release()


def one(company: Company, sql: str) -> int:
    found: int = next(iter(company.store.rows(sql)))[0]
    return found


def digest(company: Company) -> str:
    rows = company.store.rows("SELECT entity, id, updated_at, body FROM object ORDER BY entity, seq")
    return sha256(b"".join(f"{entity}{id}{at}".encode() + body for entity, id, at, body in rows)).hexdigest()


@pytest.mark.prove
def test_the_history_is_of_a_plausible_size(agency: Company) -> None:
    assert 2_500 <= one(agency, "SELECT COUNT(*) FROM object") <= 5_000


def test_every_kind_of_document_and_trouble_is_there(agency: Company) -> None:
    kinds = {row[0] for row in agency.store.rows("SELECT DISTINCT entity FROM object WHERE deleted = 0")}
    assert set(KINDS) - {"ExchangeRate"} <= kinds
    assert one(agency, "SELECT COUNT(*) FROM object WHERE deleted = 1") > 0
    for condition in (
        "entity = 'Invoice' AND json_extract(body, '$.PrivateNote') LIKE 'Voided%'",
        "entity = 'Payment' AND json_extract(body, '$.PrivateNote') LIKE 'Voided%'",
        "entity = 'Payment' AND json_extract(body, '$.UnappliedAmt') > 0",
        "entity = 'Payment' AND json_extract(body, '$.TotalAmt') = 0 AND json_array_length(body, '$.Line') = 2",
        "entity = 'Invoice' AND json_extract(body, '$.TxnTaxDetail.TotalTax') > 0",
        "entity = 'Customer' AND active = 0",
        "entity = 'Vendor' AND active = 0",
        "entity = 'Account' AND active = 0",
        "entity = 'JournalEntry' AND CAST(body AS TEXT) LIKE '%\"Type\":\"Customer\"%'",
        "entity = 'Customer' AND json_extract(body, '$.DisplayName') LIKE '%漢字%'",
    ):
        assert one(agency, f"SELECT COUNT(*) FROM object WHERE {condition}") > 0, condition


def test_cash_is_positive_every_day_and_not_always_rising(agency: Company) -> None:
    sql = """SELECT SUM(p.cents) FROM posting p JOIN object o ON o.entity = 'Account' AND o.id = p.account_id
             WHERE json_extract(o.body, '$.AccountType') = 'Bank' GROUP BY p.on_day ORDER BY p.on_day"""
    moves = [row[0] for row in agency.store.rows(sql)]
    sums = [sum(moves[: position + 1]) for position in range(len(moves))]
    assert min(sums) > 0
    assert sum(move < 0 for move in moves) > 50
    assert max(sums) < 100_000_000


def test_a_year_brings_one_to_three_million(agency: Company) -> None:
    sql = """SELECT -SUM(p.cents) FROM posting p JOIN object o ON o.entity = 'Account' AND o.id = p.account_id
             WHERE json_extract(o.body, '$.Classification') = 'Revenue' AND p.on_day > '2025-11-20'"""
    assert 100_000_000 < one(agency, sql) < 300_000_000


def test_aged_reports_equal_their_control_accounts_on_any_day(agency: Company) -> None:
    for name, kind, sign in (
        ("AgedReceivables", "Accounts Receivable", 1),
        ("AgedPayables", "Accounts Payable", -1),
    ):
        for day in ("2025-03-31", "2025-12-24", "2026-11-20"):
            sql = f"""SELECT SUM(p.cents) FROM posting p JOIN object o ON o.entity = 'Account' AND o.id = p.account_id
                      WHERE json_extract(o.body, '$.AccountType') = '{kind}' AND p.on_day <= '{day}'"""
            total = agency.report(name, {"report_date": day}, UNTIL)["Rows"]["Row"][-1]["Summary"]["ColData"][
                -1
            ]["value"]
            assert Decimal(total) * 100 == sign * one(agency, sql)


def test_something_is_overdue_and_something_falls_due_soon(agency: Company) -> None:
    for entity in ("Invoice", "Bill"):
        open_ones = (
            f"SELECT COUNT(*) FROM object WHERE entity = '{entity}' AND json_extract(body, '$.Balance') > 0"
        )
        assert one(agency, f"{open_ones} AND json_extract(body, '$.DueDate') < '2026-11-20'") > 0
        assert (
            one(
                agency,
                f"{open_ones} AND json_extract(body, '$.DueDate') BETWEEN '2026-11-20' AND '2026-12-11'",
            )
            > 3
        )


def test_nothing_was_entered_after_the_end_or_outside_office_days(agency: Company) -> None:
    assert one(agency, "SELECT MAX(updated_at) FROM object") <= int(UNTIL.timestamp())
    pacific_weekend = "strftime('%w', created_at - 8 * 3600, 'unixepoch') IN ('0', '6')"
    assert one(agency, f"SELECT COUNT(*) FROM object WHERE {pacific_weekend}") == 0


def test_the_same_seed_makes_the_same_books_and_another_seed_others(tmp_path: Path) -> None:
    first, again, other = (
        digest(found(Store(tmp_path / f"{number}.sqlite3"), "agency", seed=seed, days=90, until=UNTIL))
        for number, seed in enumerate((7, 7, 8))
    )
    assert first == again
    assert first != other


def test_a_company_of_no_scale_has_lists_and_no_documents(tmp_path: Path) -> None:
    empty = found(Store(tmp_path / "empty.sqlite3"), "agency", seed=1, scale=0, until=UNTIL)
    assert one(empty, "SELECT COUNT(*) FROM posting") == 0
    assert one(empty, "SELECT COUNT(*) FROM object WHERE entity = 'Account'") > 30


@pytest.mark.prove
def test_a_large_company_has_exactly_the_objects_asked_for_and_still_balances(tmp_path: Path) -> None:
    large = found(
        Store(tmp_path / "large.sqlite3"),
        "agency",
        seed=7,
        days=45,
        objects=5_000,
        same_second=1_500,
        until=UNTIL,
    )
    assert one(large, "SELECT COUNT(*) FROM object WHERE deleted = 0") == 5_000
    crowd = "SELECT MAX(n) FROM (SELECT COUNT(*) AS n FROM object GROUP BY updated_at)"
    assert one(large, crowd) >= 1_500
    large.check_balance()


def test_an_unknown_kind_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="agency"):
        found(Store(tmp_path / "no.sqlite3"), "bakery", seed=1, until=UNTIL)
