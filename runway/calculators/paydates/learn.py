"""The way into the pay-date model: learns from documents as of a day, and answers when an open one will be paid.

model = learn(history_of(obligations), today)
model.of("Amy's Birds", issued_on, due_on, open_on=today).quantile(0.9)
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from runway.calculators.paydates.arrays import Floats
from runway.calculators.paydates.band import Levels, levels
from runway.calculators.paydates.history import Asked, History
from runway.calculators.paydates.known import Known, known
from runway.calculators.paydates.mixture import Mixture, PayDays
from runway.calculators.paydates.shapes import shapes
from runway.calculators.paydates.spreading import RULES, rule_of, shares_by_week
from runway.calculators.paydates.stacking import Trust, trust
from runway.calculators.paydates.trials import trials

NOTHING_KNOWN = -(10**6)  # a day before all days: the document may even have been paid before issue
DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Tuning:
    """What a book learned about its own past by some day; it changes slowly and may be used for some weeks."""

    trust: Trust
    levels: Levels
    rule: str


@dataclass(frozen=True, slots=True)
class Distribution:
    """When one document will be paid."""

    days: PayDays
    levels: Levels

    @property
    def p10(self) -> date:
        """The early end of the 80 % band."""
        return self.quantile(self.levels.low)

    @property
    def p50(self) -> date:
        """The day by which it is as likely paid as not."""
        return self.quantile(self.levels.middle)

    @property
    def p90(self) -> date:
        """The late end of the 80 % band."""
        return self.quantile(self.levels.high)

    def quantile(self, level: float) -> date:
        """The first day by which it is paid with this probability; a random level draws a day."""
        return date.fromordinal(int(self.days.quantile(np.array([level]))[0]))

    def by(self, day: date) -> float:
        """P(paid on or before the day)."""
        return float(self.days.below(np.array([[day.toordinal()]]))[0, 0])

    def mass(self, day: date) -> float:
        """P(paid on the day)."""
        return self.by(day) - self.by(day - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class PayDates:
    """A book's pay-date model as of the close of `day` (ordinal); it knows nothing that came later."""

    history: History
    day: int
    past: Known
    tuning: Tuning

    def of(
        self, counterparty: str, issued_on: date, due_on: date, open_on: date | None = None
    ) -> Distribution:
        """The distribution of one document's pay date, given that it was open at the close of `open_on`.

        Without that day nothing is known of it. A party never seen pays as the book's parties do.
        """
        one = np.array([[self.history.number(counterparty), issued_on.toordinal(), due_on.toordinal()]])
        open_at = NOTHING_KNOWN if open_on is None else open_on.toordinal()
        return Distribution(self.of_all(Asked(one[:, 0], one[:, 1], one[:, 2]), open_at), self.tuning.levels)

    def of_all(self, asked: Asked, open_at: int = NOTHING_KNOWN) -> PayDays:
        """The same for many documents at once, which takes little longer than for one."""
        weights = self.tuning.trust.of(self.past.counted(asked.party))
        mixture = Mixture(shapes(self.past, asked), weights)
        return PayDays(mixture, asked.due, np.full_like(asked.due, open_at))

    def by_week(self, asked: Asked) -> Floats:
        """(documents, 27): each document's share of each of the next 26 weeks, and of later, by the book's rule."""
        return RULES[self.tuning.rule](shares_by_week(self.of_all(asked, self.day), self.day))

    def by_day(self, asked: Asked, weeks: int) -> Floats:
        """(documents, 7 * weeks): shares of each day from tomorrow on; those of a week are its days' probabilities."""
        daily = self.odds_by_day(asked, weeks).reshape(len(asked), weeks, DAYS_A_WEEK)
        total = daily.sum(axis=2, keepdims=True)
        within = np.where(total > 0, daily / np.where(total > 0, total, 1.0), 1.0 / DAYS_A_WEEK)
        return (within * self.by_week(asked)[:, :weeks, None]).reshape(len(asked), -1)

    def odds_by_day(self, asked: Asked, weeks: int) -> Floats:
        """(documents, 7 * weeks): the probability of payment on each day from tomorrow on, whatever the book's rule."""
        ends = self.day + np.arange(weeks * DAYS_A_WEEK + 1)
        below = self.of_all(asked, self.day).below(np.broadcast_to(ends, (len(asked), len(ends))))
        return np.diff(below, axis=1)


def learn(history: History, as_of: date, tuning: Tuning | None = None) -> PayDates:
    """The model as of the close of a day: what was issued and paid later changes nothing (RUNWAY 4).

    A tuning of an earlier day saves most of the work.
    """
    day = as_of.toordinal()
    return PayDates(history, day, known(history, day), tuning or tune(history, as_of))


def tune(history: History, as_of: date) -> Tuning:
    """Learns which shapes to trust, where to read the band and how to spread money, from the book's own past."""
    day = as_of.toordinal()
    tried = list(trials(history, day))
    trusted = trust(tried)
    return Tuning(trusted, levels(tried, trusted), rule_of(history, day, trusted))
