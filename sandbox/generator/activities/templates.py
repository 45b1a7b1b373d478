"""Recurring templates: bills, a standing invoice, the savings transfer (API_FACTS 9.18)."""

from datetime import date

from sandbox.generator.forms import Body, expense_line, ref, sales_line
from sandbox.generator.office import Office


def open_templates(office: Office) -> None:
    """Enter the templates on the first day."""
    kind = office.kind
    for name, position, repeats in kind.templates.bills:
        supplier = kind.suppliers[position]
        lines = [expense_line(office.account(supplier.account), supplier.low * 100, name)]
        body = {
            "VendorRef": ref(office.ids[f"vendor/{supplier.name}"]),
            "TotalAmt": supplier.low,
            "Line": lines,
        }
        _make(office, "Bill", body, _monthly(office, name, repeats, supplier.day))
    client = kind.clients[kind.templates.client]
    standing = client.standing[0]
    text = office.look("Item", office.ids[f"item/{standing.item}"])["Name"]
    line = sales_line(office.ids[f"item/{standing.item}"], standing.low * 100, text)
    body = {
        "CustomerRef": ref(office.ids[f"client/{client.name}"]),
        "TotalAmt": standing.low,
        "Line": [line],
    }
    _make(office, "Invoice", body, _monthly(office, f"{client.name} {text.split()[-1]}", "Reminder", 1))
    name, whole = kind.templates.transfer
    ends = {
        "FromAccountRef": ref(office.account("checking")),
        "ToAccountRef": ref(office.account("savings")),
        "Amount": whole,
    }
    _make(office, "Transfer", ends, _monthly(office, name, "Unscheduled", 28))


def move_templates(office: Office) -> None:
    """Templates whose day has come look ahead to the next month's, as QuickBooks moves them on."""
    sql = "SELECT id FROM object WHERE realm = ? AND entity = 'RecurringTransaction' AND deleted = 0"
    for (id,) in office.company.store.rows(sql, office.company.realm).fetchall():
        template = office.look("RecurringTransaction", id)
        info, schedule = template["RecurringInfo"], template["RecurringInfo"].get("ScheduleInfo", {})
        if schedule.get("IntervalType") == "Monthly" and schedule["NextDate"] <= office.today:
            passed = date.fromisoformat(schedule["NextDate"])
            moved = {"PreviousDate": passed.isoformat(), "NextDate": _month_after(passed).isoformat()}
            body = {"RecurringInfo": {**info, "ScheduleInfo": {**schedule, **moved}}}
            office.change("RecurringTransaction", id, {template["_type"]: body})


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
