"""A design and marketing studio of twelve people with one to three million a year: its history is its days in turn."""

from datetime import date, datetime, timedelta

from sandbox.books.company import Company
from sandbox.books.money import PACIFIC
from sandbox.generator.agency.chart import NAME
from sandbox.generator.agency.collecting import bank_checks
from sandbox.generator.agency.incidents import ensure_each_once, stumble
from sandbox.generator.agency.opening import open_balances, open_lists, open_parties
from sandbox.generator.agency.payroll import move_money, pay_staff
from sandbox.generator.agency.sales import open_invoices, sell
from sandbox.generator.agency.spending import pay_card, spend
from sandbox.generator.agency.templates import open_templates
from sandbox.generator.office import Office, is_working_day


def begin(
    company: Company, seed: int, name: str | None, until: datetime, *, days: int, with_life: bool
) -> Office:
    """The agency on its first day, `days` before `until`; without life only its lists."""
    last = until.astimezone(PACIFIC).date()
    first = last - timedelta(days=days)
    while not is_working_day(first):
        first += timedelta(days=1)
    office = Office(company, seed, first, until)
    office.open(first)
    open_lists(office, name or NAME)
    if with_life:
        open_parties(office)
        open_balances(office)
        open_templates(office)
        open_invoices(office)
    return office


def live_day(office: Office, day: date) -> None:
    """One day of the agency: nothing on closed days, whose purchases are entered on the next open one."""
    if not is_working_day(day):
        return
    since = office.day
    office.open(day)
    for task in office.agenda.pop(day, []):
        task()
    sell(office)
    bank_checks(office)
    spend(office, since)
    pay_staff(office)
    pay_card(office)
    move_money(office)
    stumble(office)


def live(office: Office, until: date) -> None:
    """All days up to and including `until`."""
    first = day = office.day
    while day < until:
        day += timedelta(days=1)
        live_day(office, day)
        if office.day == day:
            ensure_each_once(office, (day - first).days)
        office.company.shelf.relieve()
