"""Other currencies: the month's rates, foreign accounts valued anew with them, euros sold for dollars."""

from decimal import Decimal
from random import Random

from sandbox.books.money import amount, cents
from sandbox.generator.forms import Body, journal_line, ref
from sandbox.generator.office import Office, working_day


def open_currencies(office: Office) -> None:
    """The rates of the first month, before anything foreign is entered, and the month before it for what is older."""
    before = (office.day.replace(day=1).toordinal()) - 1
    for currency, (start, _) in office.kind.rates.items():
        day = office.day.fromordinal(before).replace(day=1).isoformat()
        _state(office, currency, start, day)
    _state_month(office)


def keep_currencies(office: Office) -> None:
    """On the first working day new rates, and foreign bank accounts at them; on the 18th spare euros are sold."""
    first = office.day.replace(day=1)
    if office.day == working_day(first):
        _state_month(office)
        for key, currency in office.kind.chart.currencies:
            if office.look("Account", office.account(key))["AccountType"] == "Bank":
                _revalue(office, key, currency)
    if office.day == working_day(first.replace(day=18)):
        _sell_spare(office)


def _state_month(office: Office) -> None:
    """A rate with two decimals, as the firm fixes one for every month; it wanders around where it started."""
    month = f"{office.day:%Y-%m}"
    for currency, (start, spread) in office.kind.rates.items():
        moved = Random(f"{office.seed}/{currency}/{month}").randrange(-spread, spread + 1)
        _state(office, currency, start + Decimal(moved) / 100, f"{month}-01")


def _state(office: Office, currency: str, rate: Decimal, day: str) -> None:
    body = {"SourceCurrencyCode": currency, "TargetCurrencyCode": "USD", "Rate": rate, "AsOfDate": day}
    office.make("ExchangeRate", body)
    office.rates[currency] = rate


def _revalue(office: Office, key: str, currency: str) -> None:
    """Gain or loss of what lies on a foreign account, so that the ledger has it at the month's rate."""
    off = int(office.balance(key) * office.rates[currency]) - _at_home(office, key)
    if off:
        lines = [
            journal_line(office.account(key), off, f"{currency} at {office.rates[currency]}"),
            journal_line(office.account("exchange"), -off, f"{currency} at {office.rates[currency]}"),
        ]
        body: Body = {"TxnDate": office.today, "DocNumber": f"FX-{office.day:%y%m}-{currency}", "Line": lines}
        office.make("JournalEntry", {**body, "Adjustment": True, "PrivateNote": "Currency revaluation"})


def _at_home(office: Office, key: str) -> int:
    """What the ledger has on the account, in home cents."""
    company = office.company
    sql = "SELECT COALESCE(SUM(cents), 0) FROM posting WHERE realm = ? AND account_id = ?"
    found: int = next(iter(company.store.rows(sql, company.realm, office.account(key))))[0]
    return found


def _sell_spare(office: Office) -> None:
    for key, currency in office.kind.chart.currencies:
        account = office.look("Account", office.account(key))
        spare = (cents(account["CurrentBalance"]) - office.kind.treasury.keeps_foreign) // 100_000 * 100_000
        if account["AccountType"] == "Bank" and spare > 0:
            ends = {"FromAccountRef": ref(account["Id"]), "ToAccountRef": ref(office.account("checking"))}
            note = f"Sold at {office.rates[currency]}"
            body = {"TxnDate": office.today, **ends, "Amount": amount(spare), "PrivateNote": note}
            office.make("Transfer", body)
