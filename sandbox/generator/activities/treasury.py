"""Owner's money, loan, savings, depreciation and the quarter's taxes."""

from sandbox.books.money import amount, cents
from sandbox.generator.activities.payroll import check, remit
from sandbox.generator.forms import expense_line, journal_line, ref
from sandbox.generator.office import Office, working_day


def move_money(office: Office) -> None:
    """The month's rhythm: draws, loan, savings, depreciation, quarterly taxes, a rescue when cash is short."""
    first = office.day.replace(day=1)
    if office.balance("checking") < office.kind.treasury.short:
        _rescue(office)
    if office.day == working_day(first.replace(day=25)):
        _pay_loan(office)
        _interest(office)
    if office.day == working_day(first.replace(day=15)):
        _draw(office)
        if office.day.month in (1, 4, 6, 9):
            _estimated_tax(office)
        if office.day.month in office.kind.treasury.sales_tax_months:
            _sales_tax(office)
    if office.day == working_day(first.replace(day=28)):
        _save(office)
        _depreciate(office)


def _draw(office: Office) -> None:
    spare = office.balance("checking") - office.kind.treasury.draw_above
    if spare > 0:
        whole = min(6_000_000, 600_000 + spare // 3)
        check(
            office, "lender", [expense_line(office.account("draws"), whole, "Owner's draw")], "Owner's draw"
        )


def _pay_loan(office: Office) -> None:
    principal, interest = office.kind.treasury.loan
    lines = [
        expense_line(office.account("term_loan"), principal, "Principal"),
        expense_line(office.account("interest"), interest + office.rng.randrange(0, 900), "Interest"),
    ]
    check(office, "lender", lines, "Equipment loan instalment")


def _interest(office: Office) -> None:
    earned = office.balance("savings") // 4000
    if earned > 0:
        detail = {"AccountRef": ref(office.account("interest_income"))}
        line = {"Amount": amount(earned), "DetailType": "DepositLineDetail", "DepositLineDetail": detail}
        office.make(
            "Deposit",
            {"TxnDate": office.today, "DepositToAccountRef": ref(office.account("savings")), "Line": [line]},
        )


def _save(office: Office) -> None:
    spare = office.balance("checking") - office.kind.treasury.save_above
    if spare > 0:
        transfer(office, "checking", "savings", min(spare // 3, 3_000_000) // 10_000 * 10_000 or 10_000)


def _rescue(office: Office) -> None:
    """Short of cash: first the savings, then the owner."""
    savings = office.balance("savings")
    if savings > 500_000:
        transfer(office, "savings", "checking", min(savings - 100_000, 4_000_000))
    if office.balance("checking") < office.kind.treasury.short:
        detail = {"AccountRef": ref(office.account("contributions"))}
        line = {
            "Amount": amount(office.kind.treasury.contribution),
            "DetailType": "DepositLineDetail",
            "DepositLineDetail": detail,
        }
        office.make(
            "Deposit",
            {"TxnDate": office.today, "DepositToAccountRef": ref(office.account("checking")), "Line": [line]},
        )


def transfer(office: Office, source: str, target: str, whole: int) -> None:
    """Move cents between two of own accounts."""
    ends = {"FromAccountRef": ref(office.account(source)), "ToAccountRef": ref(office.account(target))}
    office.make("Transfer", {"TxnDate": office.today, **ends, "Amount": amount(whole)})


def _estimated_tax(office: Office) -> None:
    check(
        office,
        "irs",
        [expense_line(office.account("income_tax"), office.kind.treasury.estimated_tax, "Estimated tax")],
        "1040-ES",
        "savings" if office.balance("savings") > 700_000 else "checking",
    )


def _sales_tax(office: Office) -> None:
    owed = -cents(office.look("Account", office.account("sales_tax"))["CurrentBalance"])
    if owed > 0:
        remit(office, "sales_tax", office.kind.treasury.sales_tax_to, "Sales tax return")


def _depreciate(office: Office) -> None:
    whole = office.kind.treasury.depreciation
    lines = [
        journal_line(office.account("depreciation"), whole, "Month's depreciation"),
        journal_line(office.account("equipment_depreciation"), -whole, "Month's depreciation"),
    ]
    office.make(
        "JournalEntry",
        {"TxnDate": office.today, "DocNumber": f"DEP-{office.day:%y%m}", "Adjustment": True, "Line": lines},
    )
