"""How a company lives on with the clock: each working day's tasks find their hour, and are entered when it comes."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from random import Random

from sandbox.generator.activities.templates import move_templates
from sandbox.generator.desk import due_at
from sandbox.generator.life import open_day
from sandbox.generator.office import Office, working_day

_OPEN_SECONDS = 8 * 3600


def live_next(office: Office, now: datetime) -> None:
    """Do what comes next, dated by the day it belongs to and entered `now`: nothing is entered in the past, or those
    who ask for changes since an instant would never see it."""
    office.sit_down(now)
    if office.hours:
        _, task = office.hours.pop(0)
        task()
    else:
        _begin_day(office, now)


def skip_next(office: Office) -> None:
    """Leave out what comes next."""
    if office.hours:
        office.hours.pop(0)
    else:
        office.day = working_day(office.day + timedelta(days=1))


def _begin_day(office: Office, now: datetime) -> None:
    """The same chance as in a history made at once, whatever the hours; they have a chance of their own."""
    opens = due_at(office)
    tasks = open_day(office, working_day(office.day + timedelta(days=1)))
    tasks.append(partial(move_templates, office))
    office.sit_down(now)
    chance = Random(f"{office.seed}/{office.day}/hours")
    hours = sorted(opens + chance.randrange(_OPEN_SECONDS) for _ in tasks)
    office.hours = list(zip(hours, tasks, strict=True))
