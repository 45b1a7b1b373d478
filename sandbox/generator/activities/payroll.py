"""Payroll every other Friday and the taxes that follow it."""

from datetime import date, timedelta

from sandbox.books.documents.kind import Entry
from sandbox.generator.forms import Body, expense_line, journal_line, ref
from sandbox.generator.office import Office, is_working_day

_FIRST_PAYDAY = date(2020, 1, 3)


def pay_staff(office: Office) -> None:
    """A journal entry on payday; the withheld and employer's taxes go out by check the next week."""
    friday = office.day + timedelta(days=(4 - office.day.weekday()) % 7)
    payday = friday
    while not is_working_day(payday):
        payday -= timedelta(days=1)
    if (friday - _FIRST_PAYDAY).days % 14 == 0 and office.day == payday:
        _payroll(office)
    if office.day.weekday() == 2 and office.balance("payroll_tax"):
        remit(office, "payroll_tax", "irs", "941 deposit")


def pay_unseen(office: Office, gross: int) -> None:
    """Cheques of QuickBooks Payroll: they move the accounts, but no document of theirs can be read."""
    withheld, employer = gross * 23 // 100, gross * 83 // 1000
    entries = [
        Entry(office.account("wages"), gross),
        Entry(office.account("employer_tax"), employer),
        Entry(office.account("payroll_tax"), -(withheld + employer)),
        Entry(office.account("checking"), -(gross - withheld)),
    ]
    office.company.post_unseen("PayrollCheck", office.today, entries, office.tick())


def _payroll(office: Office) -> None:
    gross = sum(salary for _, _, salary in office.kind.staff) * 100 // 26 + office.rng.randrange(0, 90_000)
    if office.hidden_payroll:
        pay_unseen(office, gross)
        return
    withheld, employer = gross * 23 // 100, gross * 83 // 1000
    lines = [
        journal_line(office.account("wages"), gross, f"Gross pay, {len(office.kind.staff)} people"),
        journal_line(office.account("employer_tax"), employer, "Employer's part"),
        journal_line(office.account("payroll_tax"), -(withheld + employer), "Taxes to remit"),
        journal_line(office.account("checking"), -(gross - withheld), "Net pay by direct deposit"),
    ]
    note = f"Payroll {office.today} · 給与 · salaires"
    office.make(
        "JournalEntry",
        {"TxnDate": office.today, "DocNumber": f"PR-{office.day:%y%m%d}", "PrivateNote": note, "Line": lines},
    )


def remit(office: Office, account: str, vendor: str, text: str) -> None:
    """Pay the whole balance of a liability account by check."""
    whole = abs(office.balance(account))
    check(office, vendor, [expense_line(office.account(account), whole, text)], text)


def check(office: Office, vendor: str, lines: list[Body], text: str, account: str = "checking") -> None:
    """Money that leaves a bank account by check, with the lines it is spent on."""
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
