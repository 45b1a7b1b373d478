"""Every kind of company that the sandbox founds: credible, the same for the same seed, in agreement with itself."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest

from sandbox.books.company import Company
from sandbox.generator import found
from sandbox.generator.kinds import KINDS
from sandbox.reports.open_items import open_items
from sandbox.store import Store
from tests.sweeping import sweep

UNTIL = datetime(2026, 11, 20, 18, tzinfo=UTC)
TODAY = "2026-11-20"
OPEN_FIELDS = {
    "Customer": ("Invoice", "Balance", "HomeBalance"),
    "Vendor": ("Bill", "Balance", "HomeBalance"),
}
SIDES = {"Customer": ("Accounts Receivable", 1), "Vendor": ("Accounts Payable", -1)}


class Companies(dict[str, Company]):
    """One of each kind, two years old, side by side in one store: founded when a test first asks for it."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store = store

    def __missing__(self, kind: str) -> Company:
        self[kind] = found(self.store, kind, seed=7, until=UNTIL)
        return self[kind]


@pytest.fixture(scope="module")
def companies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Companies]:
    store = Store(tmp_path_factory.mktemp("kinds") / "sandbox.sqlite3")
    yield Companies(store)
    store.release()


def value(company: Company, sql: str, *params: str) -> int:
    """The one number of a query over this company's rows alone."""
    found: int = next(iter(company.store.rows(sql, company.realm, *params)))[0] or 0
    return found


def on_accounts(company: Company, condition: str, upto: str = TODAY) -> int:
    """Home cents of the ledger on the accounts that meet the condition, up to a day."""
    sql = f"""SELECT SUM(p.cents) FROM posting p JOIN object o ON o.realm = p.realm AND o.entity = 'Account'
              AND o.id = p.account_id WHERE p.realm = ? AND p.on_day <= ? AND {condition}"""
    return value(company, sql, upto)


def typed(account_type: str) -> str:
    return f"json_extract(o.body, '$.AccountType') = '{account_type}'"


def named(name: str) -> str:
    return f"json_extract(o.body, '$.Name') = '{name}'"


def count(company: Company, condition: str) -> int:
    return value(company, f"SELECT COUNT(*) FROM object WHERE realm = ? AND {condition}")


def total(company: Company, name: str, day: str) -> Decimal:
    rows = company.report(name, {"report_date": day}, UNTIL)["Rows"]["Row"]
    return Decimal(rows[-1]["Summary"]["ColData"][-1]["value"])


every_kind = pytest.mark.parametrize("kind", sweep(KINDS, "consulting"))


@every_kind
def test_the_books_balance(companies: Companies, kind: str) -> None:
    companies[kind].check_balance()
    assert on_accounts(companies[kind], "1") == 0


@every_kind
@pytest.mark.parametrize("side", SIDES)
def test_control_accounts_equal_their_open_items_and_reports(
    companies: Companies, kind: str, side: str
) -> None:
    company, (account_type, sign) = companies[kind], SIDES[side]
    report = {"Customer": "AgedReceivables", "Vendor": "AgedPayables"}[side]
    for day in ("2025-06-30", "2026-03-31", TODAY):
        control = sign * on_accounts(company, typed(account_type), day)
        assert sum(item.cents for item in open_items(company.store, company.realm, side, day)) == control
        assert total(company, report, day) * 100 == control


@every_kind
@pytest.mark.parametrize("side", SIDES)
def test_what_a_document_says_is_open_is_what_the_ledger_has_open(
    companies: Companies, kind: str, side: str
) -> None:
    company, (entity, own, home) = companies[kind], OPEN_FIELDS[side]
    sql = f"""SELECT id, COALESCE(json_extract(body, '$.{home}'), json_extract(body, '$.{own}')) FROM object
              WHERE realm = ? AND entity = ? AND deleted = 0 AND json_extract(body, '$.{own}') > 0"""
    stated = {id: round(amount * 100) for id, amount in company.store.rows(sql, company.realm, entity)}
    items = open_items(company.store, company.realm, side, TODAY)
    assert {item.id: item.cents for item in items if item.entity == entity} == stated
    assert len(stated) > 3


@every_kind
def test_the_balance_sheet_shows_the_ledgers_cash(companies: Companies, kind: str) -> None:
    sheet = companies[kind].report("BalanceSheet", {"end_date": TODAY, "start_date": "2026-01-01"}, UNTIL)
    assets, rest = (section["Summary"]["ColData"][1]["value"] for section in sheet["Rows"]["Row"])
    assert assets == rest
    banks = sheet["Rows"]["Row"][0]["Rows"]["Row"][0]["Rows"]["Row"][0]
    assert banks["group"] == "BankAccounts"
    assert Decimal(banks["Summary"]["ColData"][1]["value"]) * 100 == on_accounts(
        companies[kind], typed("Bank")
    )


@every_kind
def test_a_year_is_credible(companies: Companies, kind: str) -> None:
    company = companies[kind]
    revenue, expense = (
        sign
        * on_accounts(
            company, f"json_extract(o.body, '$.Classification') = '{name}' AND p.on_day > '2025-11-20'"
        )
        for name, sign in (("Revenue", -1), ("Expense", 1))
    )
    assert 100_000_000 < revenue < 320_000_000
    assert 0.7 * revenue < expense < 1.15 * revenue
    assert 2_000 < count(company, "1") < 6_500


@every_kind
def test_cash_is_never_gone(companies: Companies, kind: str) -> None:
    sql = """SELECT SUM(p.cents) FROM posting p JOIN object o ON o.realm = p.realm AND o.entity = 'Account'
             AND o.id = p.account_id WHERE p.realm = ? AND json_extract(o.body, '$.AccountType') = 'Bank'
             AND json_extract(o.body, '$.AccountSubType') <> 'TrustAccounts' GROUP BY p.on_day ORDER BY p.on_day"""
    cash, lowest = 0, 10**12
    for (moved,) in companies[kind].store.rows(sql, companies[kind].realm):
        cash += moved
        lowest = min(lowest, cash)
    assert lowest > 0


@every_kind
def test_a_company_lives_of_its_trade_not_of_its_owner(companies: Companies, kind: str) -> None:
    """In two years an owner puts money in twice at most, and what is left of sales pays what is drawn."""
    put_in = "entity = 'Deposit' AND CAST(body AS TEXT) LIKE '%Owner''s Contributions%'"
    assert count(companies[kind], put_in) <= 2
    earned, spent = (
        sign * on_accounts(companies[kind], f"json_extract(o.body, '$.Classification') = '{name}'")
        for name, sign in (("Revenue", -1), ("Expense", 1))
    )
    assert spent < earned


def test_a_builder_takes_on_no_more_jobs_than_it_has_crews_for(companies: Companies) -> None:
    """A job is in hand from the day on which its estimate is accepted to that of its last milestone's invoice."""
    builder = companies["construction"]
    sql = """SELECT json_extract(e.body, '$.AcceptedDate'), MAX(json_extract(i.body, '$.TxnDate'))
             FROM object e JOIN object i ON i.realm = e.realm AND i.entity = 'Invoice'
             AND json_extract(i.body, '$.PrivateNote') LIKE 'Milestone % of estimate ' || e.id
             WHERE e.realm = ? AND e.entity = 'Estimate' GROUP BY e.id"""
    jobs = builder.store.rows(sql, builder.realm).fetchall()
    at_once = [sum(began <= day < ended for began, ended in jobs) for day, _ in jobs]
    assert max(at_once) == KINDS["construction"].sales.crews


def test_savings_that_are_overdrawn_earn_nothing_and_life_goes_on(tmp_path: Path) -> None:
    firm = found(Store(tmp_path / "books.sqlite3"), "consulting", seed=5, days=400, until=UNTIL)
    savings = named("Tax & Reserve Savings")
    lowest = min(on_accounts(firm, savings, f"2026-{month:02}-24") for month in range(1, 12))
    assert lowest < 0


@every_kind
def test_payroll_rent_and_cards_are_paid(companies: Companies, kind: str) -> None:
    company = companies[kind]
    payrolls = "entity = 'JournalEntry' AND json_extract(body, '$.DocNumber') LIKE 'PR-%'"
    assert 48 <= count(company, payrolls) <= 54
    rents = "entity = 'Bill' AND CAST(body AS TEXT) LIKE '%\"name\":\"Rent\"%'"
    assert count(company, rents) >= 20
    assert count(company, "entity = 'CreditCardPayment'") >= 20


@pytest.mark.parametrize("kind", sweep(sorted(set(KINDS) - {"agency"}), "consulting"))
def test_slips_and_troubles_are_there(companies: Companies, kind: str) -> None:
    company = companies[kind]
    for condition in (
        "entity = 'Invoice' AND json_extract(body, '$.PrivateNote') LIKE 'Voided%'",
        "entity = 'Payment' AND json_extract(body, '$.PrivateNote') LIKE 'Voided%'",
        "entity = 'CreditMemo'",
        "entity = 'VendorCredit'",
        "entity = 'Bill' AND deleted = 1",
        "entity = 'Payment' AND json_extract(body, '$.UnappliedAmt') > 0",
        "entity = 'Customer' AND active = 0",
        "entity = 'Vendor' AND active = 0",
        "entity = 'Account' AND active = 0",
        "entity = 'BillPayment' AND json_array_length(body, '$.Line') = 0 AND json_extract(body, '$.TotalAmt') > 0",
    ):
        assert count(company, condition) > 0, condition
    twice = """SELECT COUNT(*) FROM (SELECT 1 FROM object WHERE realm = ? AND entity = 'Bill' AND deleted = 0
               GROUP BY json_extract(body, '$.VendorRef.value'), json_extract(body, '$.DocNumber'),
               json_extract(body, '$.TotalAmt') HAVING COUNT(*) > 1)"""
    assert value(company, twice) > 0
    names = company.store.rows(
        "SELECT json_extract(body, '$.DisplayName') FROM object WHERE realm = ? AND entity IN ('Customer', 'Vendor')",
        company.realm,
    )
    assert any(not name.isascii() for (name,) in names)


@pytest.mark.prove
def test_trust_money_is_never_mixed_with_the_firms_own(companies: Companies) -> None:
    firm = companies["professional"]
    days = firm.store.rows(
        "SELECT DISTINCT on_day FROM posting WHERE realm = ? ORDER BY 1", firm.realm
    ).fetchall()
    for (day,) in days[::20]:
        assert on_accounts(firm, named("Client Trust"), day) == -on_accounts(
            firm, named("Client Trust Liability"), day
        )
    assert on_accounts(firm, named("Client Trust")) > 0
    sql = """SELECT DISTINCT p.entity FROM posting p JOIN object o ON o.realm = p.realm AND o.entity = 'Account'
             AND o.id = p.account_id WHERE p.realm = ? AND json_extract(o.body, '$.AccountSubType') = 'TrustAccounts'"""
    assert {entity for (entity,) in firm.store.rows(sql, firm.realm)} == {"Deposit", "Transfer", "Purchase"}


@pytest.mark.prove
def test_what_is_taken_from_trust_pays_that_clients_invoices(companies: Companies) -> None:
    sql = """SELECT COUNT(*) FROM application WHERE realm = ? AND to_entity = 'JournalEntry'
             AND to_id IN (SELECT id FROM object WHERE entity = 'JournalEntry'
                           AND json_extract(body, '$.DocNumber') LIKE 'TR-%')"""
    assert value(companies["professional"], sql) > 20


@pytest.mark.prove
def test_the_shop_gets_its_sales_less_fees_in_deposits_and_owes_sales_tax(companies: Companies) -> None:
    shop = companies["ecommerce"]
    gathered = "entity = 'Deposit' AND CAST(body AS TEXT) LIKE '%\"TxnType\":\"SalesReceipt\"%'"
    assert count(shop, gathered) > 400
    assert on_accounts(shop, named("Merchant Fees")) > 0
    assert on_accounts(shop, named("Inventory")) > 0
    assert on_accounts(shop, named("Sales Tax Payable")) < 0
    assert count(shop, "entity = 'RefundReceipt'") > 50
    cards = "SELECT COUNT(DISTINCT json_extract(body, '$.CreditCardAccountRef.value')) FROM object WHERE realm = ?"
    assert value(shop, f"{cards} AND entity = 'CreditCardPayment'") == 4


@pytest.mark.prove
def test_the_contractors_clients_keep_some_percent_back(companies: Companies) -> None:
    contractor = companies["construction"]
    assert on_accounts(contractor, named("Retainage Receivable")) > 0
    assert count(contractor, "entity = 'Invoice' AND CAST(body AS TEXT) LIKE '%Release of retainage%'") > 3


def test_the_consultancy_keeps_each_foreign_document_in_its_currency(companies: Companies) -> None:
    firm = companies["consulting"]
    for entity in ("Invoice", "Bill", "CreditMemo", "Purchase", "Deposit", "JournalEntry"):
        told = "json_extract(body, '$.HomeTotalAmt') IS NOT NULL AND json_extract(body, '$.ExchangeRate') > 0"
        assert count(firm, f"entity = '{entity}' AND deleted = 0 AND NOT ({told})") == 0, entity
    for currency in ("EUR", "GBP"):
        own = f"json_extract(body, '$.CurrencyRef.value') = '{currency}'"
        assert count(firm, f"entity = 'Invoice' AND {own} AND json_extract(body, '$.Balance') > 0") > 0
        assert count(firm, f"entity = 'Payment' AND {own}") > 20
    assert on_accounts(firm, named("Exchange Gain or Loss")) != 0


def test_the_euro_account_stands_at_the_newest_rate(companies: Companies) -> None:
    firm = companies["consulting"]
    rate = value(
        firm,
        """SELECT json_extract(body, '$.Rate') FROM object WHERE realm = ? AND entity = 'ExchangeRate'
           AND json_extract(body, '$.SourceCurrencyCode') = 'EUR' ORDER BY json_extract(body, '$.AsOfDate') DESC""",
    )
    euros = value(
        firm,
        """SELECT json_extract(body, '$.CurrentBalance') FROM object WHERE realm = ? AND entity = 'Account'
           AND json_extract(body, '$.Name') = 'Euro Account'""",
    )
    assert euros > 0
    assert on_accounts(firm, named("Euro Account")) == round(euros * rate * 100)


@every_kind
def test_the_same_seed_makes_the_same_books(tmp_path: Path, kind: str) -> None:
    first, again, other = (
        _digest(found(Store(tmp_path / f"{number}.sqlite3"), kind, seed=seed, days=75, until=UNTIL))
        for number, seed in enumerate((7, 7, 8))
    )
    assert first == again
    assert first != other


def _digest(company: Company) -> str:
    rows = company.store.rows("SELECT entity, id, updated_at, body FROM object ORDER BY entity, seq")
    return sha256(b"".join(f"{entity}{id}{at}".encode() + body for entity, id, at, body in rows)).hexdigest()


@every_kind
def test_any_kind_grows_to_the_size_asked_for(tmp_path: Path, kind: str) -> None:
    large = found(Store(tmp_path / "large.sqlite3"), kind, seed=7, days=30, objects=3_000, until=UNTIL)
    assert count(large, "deleted = 0") == 3_000
    large.check_balance()


def test_hidden_payroll_moves_the_bank_by_what_no_document_tells(tmp_path: Path) -> None:
    firm = found(
        Store(tmp_path / "hidden.sqlite3"), "consulting", seed=7, days=90, until=UNTIL, hidden_payroll=True
    )
    firm.check_balance()
    assert count(firm, "entity = 'PayrollCheck'") == 0
    assert count(firm, "CAST(body AS TEXT) LIKE '%Payroll 20%' AND entity = 'JournalEntry'") == 0
    unread = """SELECT SUM(cents) FROM posting p JOIN object o ON o.realm = p.realm AND o.entity = 'Account'
                AND o.id = p.account_id WHERE p.realm = ? AND p.entity = 'PayrollCheck' AND """
    assert value(firm, unread + typed("Bank")) < -10_000_000
    shown = value(
        firm,
        """SELECT ROUND(json_extract(body, '$.CurrentBalance') * 100) FROM object
           WHERE realm = ? AND entity = 'Account' AND json_extract(body, '$.Name') = 'Operating Checking'""",
    )
    assert shown == on_accounts(firm, named("Operating Checking"))
