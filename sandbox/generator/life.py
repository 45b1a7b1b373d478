"""How a company lives: its first day, then its days in turn, each filled with the activities of its kind."""

from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from sandbox.books.company import Company
from sandbox.books.money import PACIFIC
from sandbox.generator.activities.opening import open_lists
from sandbox.generator.kind import Kind
from sandbox.generator.office import Office, Task, is_working_day, working_day

_FIRST_HAPPENING, _BETWEEN_HAPPENINGS = 60, 41


def begin(
    company: Company,
    kind: Kind,
    seed: int,
    name: str | None,
    until: datetime,
    *,
    days: int,
    with_life: bool,
    hidden_payroll: bool = False,
) -> Office:
    """The company on its first day, `days` before `until`; without life only its lists."""
    first = working_day(until.astimezone(PACIFIC).date() - timedelta(days=days))
    office = Office(company, kind, seed, first, until)
    office.hidden_payroll = hidden_payroll
    office.open(first)
    open_lists(office, name or kind.name)
    if with_life:
        for activity in kind.begins:
            activity(office)
    return office


def live(office: Office, until: date) -> None:
    """All days up to and including `until`."""
    day = office.day
    while day < until:
        day += timedelta(days=1)
        live_day(office, day)
        office.company.shelf.relieve()


def live_day(office: Office, day: date) -> None:
    """One day: nothing on closed days, whose purchases are entered on the next open one."""
    if is_working_day(day):
        for task in open_day(office, day):
            task()


def open_day(office: Office, day: date) -> list[Task]:
    """Begin a working day; what it holds, in order: appointments, the daily work, chance."""
    office.open(day)
    work = [partial(activity, office) for activity in office.kind.lives]
    return [*office.agenda.pop(day, []), *work, partial(_meet_chance, office)]


def _meet_chance(office: Office) -> None:
    for chance, happening in office.kind.happenings:
        if office.rng.random() < chance:
            happening(office)
    _ensure_each_once(office, (office.day - office.first_day).days)


def _ensure_each_once(office: Office, day_number: int) -> None:
    """Spread over the history, every kind of happening comes at least once, whatever chance says."""
    turn, rest = divmod(day_number - _FIRST_HAPPENING, _BETWEEN_HAPPENINGS)
    if rest == 0 and 0 <= turn < len(office.kind.happenings):
        office.rng = Random(f"{office.seed}/happening/{turn}")
        office.kind.happenings[turn][1](office)
