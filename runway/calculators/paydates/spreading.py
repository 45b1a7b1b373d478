"""Lays each open document over the coming weeks by a rule that the book chose on its own past.

No rule is best everywhere: money spread by probability is right on average, and too smooth where payers keep to their
day. The rules run from the one to the other, and all of them give each document's whole amount away, once.
"""

from collections.abc import Callable

import numpy as np

from runway.calculators.paydates.arrays import Floats, Ints
from runway.calculators.paydates.history import History
from runway.calculators.paydates.known import known
from runway.calculators.paydates.mixture import Mixture, PayDays
from runway.calculators.paydates.shapes import shapes
from runway.calculators.paydates.stacking import Trust
from runway.calculators.paydates.tables import summed

WEEKS = 13
TOLD_APART = 26  # weeks; what comes later is one share
Rule = Callable[[Floats], Floats]


PAST_FORECASTS = 10
EVERY = 21  # days
FEWEST = 30  # paid documents without which a past forecast says nothing of the rule


def _spread(shares: Floats) -> Floats:
    return shares


def _sharpened(power: float) -> Rule:
    """Likely weeks become likelier."""

    def rule(shares: Floats) -> Floats:
        raised = shares**power
        return raised / raised.sum(axis=1, keepdims=True)

    return rule


def _median(shares: Floats) -> Floats:
    """All in the week of the median."""
    week = (np.cumsum(shares, axis=1) >= 0.5 - 1e-9).argmax(axis=1)
    return np.eye(shares.shape[1])[week]


def _between(one: Rule, other: Rule) -> Rule:
    return lambda shares: (one(shares) + other(shares)) / 2


RULES: dict[str, Rule] = {
    "spread": _spread,
    "sharpened": _sharpened(1.5),
    "sharper": _sharpened(2.0),
    "sharpest": _sharpened(3.0),
    "between": _between(_spread, _median),
    "sharp between": _between(_sharpened(2.0), _median),
    "median": _median,
}


def shares_by_week(days: PayDays, today: int) -> Floats:
    """(documents, 27): the probability of payment in each of the next 26 weeks, and later. Rows sum to one."""
    ends = today + 7 * np.arange(1, TOLD_APART + 1)
    below = days.below(np.broadcast_to(ends, (len(days.due), TOLD_APART)))
    return np.diff(below, axis=1, prepend=0.0, append=1.0)


def rule_of(history: History, today: int, trust: Trust) -> str:
    """The name of the rule whose forecasts of weekly receipts would have erred least, as far as weeks are over.

    Forecasts are made again at ten earlier days, each from what that day knew; spread where none can be.
    """
    errors = dict.fromkeys(RULES, 0.0)
    for back in range(1, PAST_FORECASTS + 1):
        _add(history, today - back * EVERY, today, trust, errors)
    return min(errors, key=lambda name: errors[name])


def receipts(history: History, rows: Ints, day: int) -> Floats:
    """What these rows brought in each of the 13 weeks after the close of a day."""
    return by_week(history.paid[rows], history.amount[rows], day)


def by_week(days: Ints, amounts: Floats, today: int) -> Floats:
    """Amounts on days, summed by the 13 weeks after the close of today; what lies outside is in none."""
    week = (days - today - 1) // 7
    ahead = (week >= 0) & (week < WEEKS)
    return summed(week[ahead], amounts[ahead], WEEKS)


def _add(history: History, day: int, today: int, trust: Trust, errors: dict[str, float]) -> None:
    past, rows = known(history, day), history.open(day)
    if len(past.party) < FEWEST or not len(rows):
        return
    asked = history.asked(rows)
    mixture = Mixture(shapes(past, asked), trust.of(past.counted(asked.party)))
    shares = shares_by_week(PayDays(mixture, asked.due, np.full_like(asked.due, day)), day)
    over = min((today - day) // 7, WEEKS)
    actual = receipts(history, rows, day)[:over]
    for name, rule in RULES.items():
        forecast = history.amount[rows] @ rule(shares)[:, :over]
        errors[name] += float(np.abs(forecast - actual).sum())
