"""Foreign customers, vendors and bank accounts: each document in its own currency, the ledger at home."""

from decimal import Decimal

import pytest

from sandbox.faults import Fault
from sandbox.store import Store
from tests.sandbox.acme import Acme, open_acme

_ACCOUNTS = (
    ("Receivables EUR", "Accounts Receivable", "AccountsReceivable", "EUR"),
    ("Payables EUR", "Accounts Payable", "AccountsPayable", "EUR"),
    ("Euro account", "Bank", "Checking", "EUR"),
    ("Exchange Gain or Loss", "Other Expense", "ExchangeGainOrLoss", "USD"),
)


@pytest.fixture
def acme(store: Store) -> Acme:
    """Acme with Kaffe (a customer in euros), Werk (a vendor in euros) and a rate for September and for October on."""
    found = open_acme(store)
    found.make("Preferences", CurrencyPrefs={"MultiCurrencyEnabled": True, "HomeCurrency": {"value": "USD"}})
    for name, kind, subtype, currency in _ACCOUNTS:
        account = {"AccountType": kind, "AccountSubType": subtype, "CurrencyRef": {"value": currency}}
        found.ids[name] = found.make("Account", Name=name, **account)["Id"]
    for day, rate in (("2026-09-01", "1.10"), ("2026-10-01", "1.1537")):
        found.make("ExchangeRate", SourceCurrencyCode="EUR", Rate=Decimal(rate), AsOfDate=day)
    found.ids["Kaffe"] = found.make("Customer", DisplayName="Kaffe", CurrencyRef={"value": "EUR"})["Id"]
    found.ids["Werk"] = found.make("Vendor", DisplayName="Werk", CurrencyRef={"value": "EUR"})["Id"]
    return found


def sold(acme: Acme, euros: str, day: str = "2026-09-10") -> dict:
    line = acme.sale(Decimal(euros))  # type: ignore[arg-type]
    return acme.make("Invoice", CustomerRef=acme.ref("Kaffe"), TxnDate=day, Line=[line])


def received(
    acme: Acme, euros: str, *lines: tuple[dict, str], day: str = "2026-10-10", **more: object
) -> dict:
    put = [
        {"Amount": Decimal(part), "LinkedTxn": [{"TxnId": doc["Id"], "TxnType": "Invoice"}]}
        for doc, part in lines
    ]
    account = {"DepositToAccountRef": acme.ref("Euro account"), **more}
    return acme.make(
        "Payment", CustomerRef=acme.ref("Kaffe"), TotalAmt=Decimal(euros), TxnDate=day, Line=put, **account
    )


def posted(acme: Acme, account: str) -> Decimal:
    """What the ledger has on an account in home currency."""
    sql = "SELECT COALESCE(SUM(cents), 0) FROM posting WHERE account_id = ?"
    return Decimal(next(iter(acme.company.store.rows(sql, acme.ids[account])))[0]) / 100


def test_an_invoice_in_euros_says_what_it_is_worth_at_home(acme: Acme) -> None:
    made = sold(acme, "1000")
    assert made["CurrencyRef"] == {"value": "EUR", "name": "Euro"}
    assert (made["ExchangeRate"], made["Balance"]) == (Decimal("1.1"), 1000)
    assert (made["HomeTotalAmt"], made["HomeBalance"]) == (1100, 1100)
    assert acme.now("Customer", {"Id": acme.ids["Kaffe"]})["Balance"] == 1000
    assert acme.balance("Receivables EUR") == 1000
    assert acme.balance("Accounts Receivable (A/R)") == 0


def test_what_is_paid_at_another_rate_leaves_an_exchange_gain(acme: Acme) -> None:
    made = sold(acme, "1000")
    received(acme, "1000", (made, "1000"))
    assert acme.now("Invoice", made)["HomeBalance"] == 0
    assert acme.balance("Euro account") == 1000
    assert posted(acme, "Euro account") == Decimal("1153.70")
    assert posted(acme, "Receivables EUR") == 0
    assert posted(acme, "Exchange Gain or Loss") == Decimal("-53.70")


def test_a_third_three_times_leaves_no_cent_behind(acme: Acme) -> None:
    made = sold(acme, "100.01")
    for part in ("33.33", "33.33", "33.35"):
        received(acme, part, (made, part))
    assert acme.now("Invoice", made)["Balance"] == 0
    assert posted(acme, "Receivables EUR") == 0


def test_money_on_account_is_worth_what_it_came_in_for_until_it_is_used(acme: Acme) -> None:
    made, payment = sold(acme, "100"), received(acme, "300")
    assert posted(acme, "Receivables EUR") == Decimal("110") - Decimal("346.11")
    line = {"Amount": 100, "LinkedTxn": [{"TxnId": made["Id"], "TxnType": "Invoice"}]}
    acme.change("Payment", payment, Line=[line])
    assert acme.now("Payment", payment)["UnappliedAmt"] == 200
    assert posted(acme, "Receivables EUR") == Decimal("-230.74")


def test_a_dollar_account_takes_a_payment_in_euros_at_the_days_rate(acme: Acme) -> None:
    made = sold(acme, "1000")
    received(acme, "1000", (made, "1000"), DepositToAccountRef=acme.ref("Operating Checking"))
    assert acme.balance("Operating Checking") == Decimal("1153.70")


def test_voiding_a_payment_in_euros_opens_the_invoice_and_takes_the_gain_back(acme: Acme) -> None:
    made = sold(acme, "1000")
    acme.void("Payment", received(acme, "1000", (made, "1000")))
    assert acme.now("Invoice", made)["HomeBalance"] == 1100
    assert posted(acme, "Exchange Gain or Loss") == 0


def test_another_rate_on_a_paid_invoice_moves_the_gain(acme: Acme) -> None:
    made = sold(acme, "1000")
    received(acme, "1000", (made, "1000"))
    acme.change("Invoice", made, ExchangeRate=Decimal("1.2"))
    assert posted(acme, "Receivables EUR") == 0
    assert posted(acme, "Exchange Gain or Loss") == Decimal("46.30")


def test_a_bill_in_euros_paid_from_the_euro_account(acme: Acme) -> None:
    bill = acme.make("Bill", VendorRef=acme.ref("Werk"), TxnDate="2026-09-05", Line=[acme.cost(200)])
    way = {"PayType": "Check", "CheckPayment": {"BankAccountRef": acme.ref("Euro account")}}
    line = {"Amount": 200, "LinkedTxn": [{"TxnId": bill["Id"], "TxnType": "Bill"}]}
    acme.make(
        "BillPayment", VendorRef=acme.ref("Werk"), TotalAmt=200, TxnDate="2026-10-05", Line=[line], **way
    )
    assert bill["HomeBalance"] == 220
    assert acme.balance("Euro account") == -200
    assert posted(acme, "Exchange Gain or Loss") == Decimal("10.74")


def test_the_lines_of_a_document_add_up_at_home_to_the_cent(acme: Acme) -> None:
    lines = [acme.cost(Decimal(part)) for part in ("0.07", "0.11", "33.33")]  # type: ignore[arg-type]
    bill = acme.make("Bill", VendorRef=acme.ref("Werk"), TxnDate="2026-10-05", Line=lines)
    assert bill["HomeTotalAmt"] == Decimal("38.66")
    assert posted(acme, "Payables EUR") == Decimal("-38.66")


def test_a_transfer_between_currencies_is_in_the_foreign_one(acme: Acme) -> None:
    ends = {"FromAccountRef": acme.ref("Euro account"), "ToAccountRef": acme.ref("Operating Checking")}
    made = acme.make("Transfer", TxnDate="2026-09-20", Amount=500, **ends)
    assert made["CurrencyRef"]["value"] == "EUR"
    assert (acme.balance("Euro account"), acme.balance("Operating Checking")) == (-500, 550)


def test_a_journal_entry_at_home_revalues_a_foreign_account(acme: Acme) -> None:
    received(acme, "1000", day="2026-09-10")
    lines = [
        acme.journal("Debit", "Euro account", 54),
        acme.journal("Credit", "Exchange Gain or Loss", 54),
    ]
    acme.make("JournalEntry", Line=lines)
    assert acme.balance("Euro account") == 1000
    assert posted(acme, "Euro account") == 1154


def test_reports_are_in_home_currency(acme: Acme) -> None:
    sold(acme, "1000")
    total = acme.report("AgedReceivables")["Rows"]["Row"][-1]["Summary"]["ColData"][-1]["value"]
    assert total == "1100.00"
    sheet = str(acme.report("BalanceSheet"))
    assert "'Receivables EUR', 'id': '" in sheet
    assert "{'value': '1100.00'}" in sheet


def test_a_customer_has_one_currency(acme: Acme) -> None:
    with pytest.raises(Fault, match="Kaffe is kept in EUR"):
        acme.make("Invoice", CustomerRef=acme.ref("Kaffe"), CurrencyRef={"value": "USD"}, Line=[acme.sale(5)])


def test_a_currency_without_a_rate_is_refused(acme: Acme) -> None:
    with pytest.raises(Fault, match="An exchange rate is needed for EUR on 2026-08-31"):
        sold(acme, "10", day="2026-08-31")


def test_dollars_do_not_go_into_the_euro_account(acme: Acme) -> None:
    with pytest.raises(Fault, match="currency"):
        acme.make(
            "Payment",
            CustomerRef=acme.ref("Fjord & Pine"),
            TotalAmt=5,
            DepositToAccountRef=acme.ref("Euro account"),
        )
