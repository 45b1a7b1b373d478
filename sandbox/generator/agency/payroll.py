"""Payroll every other Friday, the taxes that follow it, owner's money, loan, savings and the quarter's taxes."""

from datetime import date, timedelta

from sandbox.books.money import amount, cents
from sandbox.generator.agency.cast import STAFF
from sandbox.generator.forms import Body, expense_line, journal_line, ref
from sandbox.generator.office import Office, is_working_day, working_day

_FIRST_PAYDAY = date(2020, 1, 3)
_GROSS = sum(salary for _, _, salary in STAFF) * 100 // 26


def pay_staff(office: Office) -> None:
    """A journal entry on payday; the withheld and employer's taxes go out by check the next week."""
    friday = office.day + timedelta(days=(4 - office.day.weekday()) % 7)
    payday = friday
    while not is_working_day(payday):
        payday -= timedelta(days=1)
    if (friday - _FIRST_PAYDAY).days % 14 == 0 and office.day == payday:
        _payroll(office)
    if office.day.weekday() == 2 and office.balance("payroll_tax"):
        _remit(office, "payroll_tax", "irs", "941 deposit")


def _payroll(office: Office) -> None:
    gross = _GROSS + office.rng.randrange(0, 90_000)
    withheld, employer = gross * 23 // 100, gross * 83 // 1000
    lines = [
        journal_line(office.account("wages"), gross, f"Gross pay, {len(STAFF)} people"),
        journal_line(office.account("employer_tax"), employer, "Employer's part"),
        journal_line(office.account("payroll_tax"), -(withheld + employer), "Taxes to remit"),
        journal_line(office.account("checking"), -(gross - withheld), "Net pay by direct deposit"),
    ]
    note = f"Payroll {office.today} · 給与 · salaires"
    office.make(
        "JournalEntry",
        {"TxnDate": office.today, "DocNumber": f"PR-{office.day:%y%m%d}", "PrivateNote": note, "Line": lines},
    )


def _remit(office: Office, account: str, vendor: str, text: str) -> None:
    whole = abs(office.balance(account))
    _check(office, vendor, [expense_line(office.account(account), whole, text)], text)


def _check(office: Office, vendor: str, lines: list[Body], text: str, account: str = "checking") -> None:
    office.make(
        "Purchase",
        {
            "TxnDate": office.today,
            "PaymentType": "Check",
            "AccountRef": ref(office.account(account)),
            "EntityRef": {**ref(office.ids[f"vendor/{vendor}"]), "type": "Vendor"},
            "DocNumber": f"E{office.rng.randrange(1000, 9999)}",
            "PrivateNote": text,
            "Line": lines,
        },
    )


def move_money(office: Office) -> None:
    """The month's rhythm: draws, loan, savings, depreciation, quarterly taxes, a rescue when cash is short."""
    first = office.day.replace(day=1)
    if office.balance("checking") < 2_500_000:
        _rescue(office)
    if office.day == working_day(first.replace(day=25)):
        _pay_loan(office)
        _interest(office)
    if office.day == working_day(first.replace(day=15)):
        _draw(office)
        if office.day.month in (1, 4, 6, 9):
            _quarter_taxes(office)
    if office.day == working_day(first.replace(day=28)):
        _save(office)
        _depreciate(office)


def _draw(office: Office) -> None:
    spare = office.balance("checking") - 9_000_000
    if spare > 0:
        whole = min(6_000_000, 600_000 + spare // 3)
        _check(
            office, "lender", [expense_line(office.account("draws"), whole, "Owner's draw")], "Owner's draw"
        )


def _pay_loan(office: Office) -> None:
    lines = [
        expense_line(office.account("term_loan"), 75_000, "Principal"),
        expense_line(office.account("interest"), 18_400 + office.rng.randrange(0, 900), "Interest"),
    ]
    _check(office, "lender", lines, "Equipment loan instalment")


def _interest(office: Office) -> None:
    earned = office.balance("savings") // 4000
    if earned:
        detail = {"AccountRef": ref(office.account("interest_income"))}
        line = {"Amount": amount(earned), "DetailType": "DepositLineDetail", "DepositLineDetail": detail}
        office.make(
            "Deposit",
            {"TxnDate": office.today, "DepositToAccountRef": ref(office.account("savings")), "Line": [line]},
        )


def _save(office: Office) -> None:
    spare = office.balance("checking") - 12_000_000
    if spare > 0:
        transfer(office, "checking", "savings", min(spare // 3, 3_000_000) // 10_000 * 10_000 or 10_000)


def _rescue(office: Office) -> None:
    """Short of cash: first the savings, then the owner."""
    savings = office.balance("savings")
    if savings > 500_000:
        transfer(office, "savings", "checking", min(savings - 100_000, 4_000_000))
    if office.balance("checking") < 2_500_000:
        detail = {"AccountRef": ref(office.account("contributions"))}
        line = {"Amount": amount(4_000_000), "DetailType": "DepositLineDetail", "DepositLineDetail": detail}
        office.make(
            "Deposit",
            {"TxnDate": office.today, "DepositToAccountRef": ref(office.account("checking")), "Line": [line]},
        )


def transfer(office: Office, source: str, target: str, whole: int) -> None:
    """Move cents between two of the agency's accounts."""
    ends = {"FromAccountRef": ref(office.account(source)), "ToAccountRef": ref(office.account(target))}
    office.make("Transfer", {"TxnDate": office.today, **ends, "Amount": amount(whole)})


def _quarter_taxes(office: Office) -> None:
    _check(
        office,
        "irs",
        [expense_line(office.account("income_tax"), 640_000, "Estimated tax")],
        "1040-ES",
        "savings" if office.balance("savings") > 700_000 else "checking",
    )
    owed = -cents(office.look("Account", office.account("sales_tax"))["CurrentBalance"])
    if owed > 0:
        _remit(office, "sales_tax", "wa_dor", "Sales tax return")


def _depreciate(office: Office) -> None:
    lines = [
        journal_line(office.account("depreciation"), 40_500, "Month's depreciation"),
        journal_line(office.account("equipment_depreciation"), -40_500, "Month's depreciation"),
    ]
    office.make(
        "JournalEntry",
        {"TxnDate": office.today, "DocNumber": f"DEP-{office.day:%y%m}", "Adjustment": True, "Line": lines},
    )
