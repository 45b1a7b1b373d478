"""Taxes that the books owe as money to come: at the dates on which they used to be paid over (RUNWAY 4).

The books state what is owed and not when it is filed, so the date comes from the rhythm of past payments on the
account; where they keep none, nothing is said, and averages speak.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from core.dealings import Liability
from runway.calculators.cadence import Rhythm, rhythm_of
from runway.calculators.chances import AHEAD
from runway.calculators.entries import Rule
from runway.calculators.movements import Movement
from runway.calculators.planned import Planned
from runway.calculators.recurring import LATEST, NOWHERE, PostedTo
from runway.calculators.rows import Row

USUAL = 3  # payments whose middle is what a later filing takes


@dataclass(frozen=True, slots=True)
class Filing:
    """One account whose payments keep a rhythm: what is owed is paid on the next date, the usual on later ones."""

    liability: Liability
    rhythm: Rhythm
    paid: tuple[Movement, ...]

    @property
    def row(self) -> Row:
        """The row that its payments are on."""
        return Row.PAYROLL_TAX if self.liability.sub_type == "PayrollTaxPayable" else Row.TAXES


def filings(
    liabilities: Iterable[Liability],
    movements: Iterable[Movement],
    today: date,
    posted_to: PostedTo = NOWHERE,
) -> tuple[Filing, ...]:
    """The accounts of which it is known when they are paid."""
    movements = tuple(m for m in movements if m.on <= today and m.amount < 0)
    found = ((one, _paid(one, movements, posted_to)) for one in liabilities)
    known = ((one, paid, rhythm_of([m.on for m in paid[-LATEST:]])) for one, paid in found)
    return tuple(Filing(one, rhythm, paid) for one, paid, rhythm in known if rhythm)


def filed(filing: Filing, today: date) -> Iterator[Planned]:
    """What is owed on the first date that is not paid yet, then the middle of the last payments on those to come.

    A first date that has passed stays: what is owed is paid late, with all that was not paid since.
    """
    last = filing.rhythm.near(filing.paid[-1].on)
    days = list(filing.rhythm.after(last, today + timedelta(days=AHEAD)))
    usual = sorted(m.amount for m in filing.paid[-USUAL:])[len(filing.paid[-USUAL:]) // 2]
    for place, day in enumerate(day for day in days if day == days[0] or day >= today):
        amount = usual if place else -filing.liability.owed
        key = f"{filing.liability.account_id}:{filing.rhythm.period_of(day)}"
        yield Planned(key, filing.liability.name, day, amount, filing.row, Rule.FILING)


def _paid(one: Liability, movements: Iterable[Movement], posted_to: PostedTo) -> tuple[Movement, ...]:
    """Movements whose largest account it is, oldest first."""
    theirs = (
        m for m in movements if (accounts := posted_to.get(m.document.name)) and accounts[0].name == one.name
    )
    return tuple(sorted(theirs, key=lambda m: (m.on, m.document)))
