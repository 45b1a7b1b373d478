"""The agency's recurring templates: rent, a retainer, the savings transfer, a reminder (API_FACTS 9.18)."""

from datetime import date

from sandbox.generator.agency.cast import CLIENTS, SUPPLIERS
from sandbox.generator.forms import Body, expense_line, ref, sales_line
from sandbox.generator.office import Office


def open_templates(office: Office) -> None:
    """Enter the templates on the first day."""
    rent, health = SUPPLIERS[0], SUPPLIERS[4]
    for name, supplier, kind in (("Studio rent", rent, "Automated"), ("Health plan", health, "Reminder")):
        lines = [expense_line(office.account(supplier.account), supplier.low * 100, name)]
        body = {
            "VendorRef": ref(office.ids[f"vendor/{supplier.name}"]),
            "TotalAmt": supplier.low,
            "Line": lines,
        }
        _make(office, "Bill", body, _monthly(office, name, kind, supplier.day))
    client = CLIENTS[0]
    line = sales_line(office.ids["item/retainer"], client.retainer * 100, "Monthly retainer")
    body = {
        "CustomerRef": ref(office.ids[f"client/{client.name}"]),
        "TotalAmt": client.retainer,
        "Line": [line],
    }
    _make(office, "Invoice", body, _monthly(office, f"{client.name} retainer", "Reminder", 1))
    ends = {
        "FromAccountRef": ref(office.account("checking")),
        "ToAccountRef": ref(office.account("savings")),
        "Amount": 1000,
    }
    _make(office, "Transfer", ends, _monthly(office, "Tax savings", "Unscheduled", 28))


def _make(office: Office, kind: str, body: Body, info: Body) -> None:
    office.make("RecurringTransaction", {kind: {**body, "RecurringInfo": info}})


def _monthly(office: Office, name: str, kind: str, day: int) -> Body:
    """Schedule around the end of the history, where a reader of the books stands."""
    today = office.until.date()
    this_month = today.replace(day=day)
    before, after = (
        (this_month, _month_after(this_month))
        if this_month <= today
        else (_month_before(this_month), this_month)
    )
    schedule = {
        "IntervalType": "Monthly",
        "NumInterval": 1,
        "DayOfMonth": day,
        "StartDate": office.day.replace(day=day).isoformat(),
        "NextDate": after.isoformat(),
        "PreviousDate": before.isoformat(),
    }
    return {"Name": name, "RecurType": kind, "Active": True, "ScheduleInfo": schedule}


def _month_after(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, day.day)


def _month_before(day: date) -> date:
    return date(day.year - (day.month == 1), (day.month - 2) % 12 + 1, day.day)
