"""When the open documents of one side will move money, learned from those that were settled (RUNWAY 4)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median_low

import numpy as np

from core.cash import ZERO, OpenItem
from core.dealings import Settled
from runway.calculators.chances import AHEAD, Chances, Days
from runway.calculators.names import Name, name_of
from runway.calculators.paydates.history import Asked, History, Obligation, history_of
from runway.calculators.paydates.learn import PayDates, Tuning, learn

ENOUGH = (
    5000  # settled documents of a side that are learned from, the latest: more take seconds and say no more
)
FEWEST = 5  # settled documents of a side, below which nothing is said
OF = frozenset({"Invoice", "Bill"})


@dataclass(frozen=True, slots=True)
class Learned:
    """Chances of open documents by (entity, QBO id), and the tuning that they were read with; None: too few settled."""

    chances: Mapping[Name, Chances] = field(default_factory=dict)
    tuning: Tuning | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """One open document as the model is asked for it; `is_usual`: it has no due date, its party's usual term stands."""

    item: OpenItem
    issued_on: date
    due_on: date
    is_usual: bool


def learned(
    settled: Iterable[Settled], items: Iterable[OpenItem], today: date, tuning: Tuning | None = None
) -> Learned:
    """Of the open documents of one side, what the close of today says; they are known to be open then.

    The latest 5,000 settled documents speak for the side. Credits and documents without a date of issue, or with one
    to come, are not in it. A tuning of an earlier day saves most of the work and may be some weeks old.
    """
    paid = _latest(_paid(settled, today))
    terms = _terms(paid)
    asking = [one for item in items if (one := _asking(item, today, terms))]
    if len(paid) < FEWEST or not asking:
        return Learned()
    model = learn(_history(paid, asking, terms), today, tuning)
    return Learned(_chances(model, asking, today), model.tuning)


def side_history(settled: Iterable[Settled], items: Iterable[OpenItem], today: date) -> History:
    """What became of the documents of one side, those still open among them, as the pay-date model takes it."""
    paid = _paid(settled, today)
    terms = _terms(paid)
    return _history(paid, [one for item in items if (one := _asking(item, today, terms))], terms)


def _paid(settled: Iterable[Settled], today: date) -> list[Settled]:
    return [s for s in settled if s.issued_on and s.paid_on <= today and s.document.entity in OF]


def _latest(paid: Iterable[Settled]) -> list[Settled]:
    return sorted(paid, key=lambda s: (s.paid_on, s.document), reverse=True)[:ENOUGH]


def _terms(paid: Iterable[Settled]) -> dict[str, int]:
    """Usual days from issue to due date, by party; of all parties under an empty name."""
    found: dict[str, list[int]] = defaultdict(list)
    for one in paid:
        if one.due_on and one.issued_on:
            found[_party(one)].append((one.due_on - one.issued_on).days)
            found[""].append((one.due_on - one.issued_on).days)
    return {party: median_low(days) for party, days in found.items()}


def _asking(item: OpenItem, today: date, terms: Mapping[str, int]) -> Asking | None:
    issued = item.issued_on
    if item.open <= 0 or item.document.entity not in OF or issued is None or issued > today:
        return None
    if item.due_on is not None:
        return Asking(item, issued, item.due_on, is_usual=False)
    usual = terms.get(_party(item), terms.get("", 0))
    return Asking(item, issued, issued + timedelta(days=usual), is_usual=True)


def _history(paid: Iterable[Settled], asking: Iterable[Asking], terms: Mapping[str, int]) -> History:
    return history_of([*(_settled(one, terms) for one in paid), *map(_open, asking)])


def _settled(one: Settled, terms: Mapping[str, int]) -> Obligation:
    issued = one.issued_on or one.paid_on
    due = one.due_on or issued + timedelta(days=terms.get(_party(one), terms.get("", 0)))
    return Obligation(one.document.qbo_id, _party(one), issued, due, one.paid_on, one.amount or ZERO)


def _open(one: Asking) -> Obligation:
    item = one.item
    return Obligation(item.document.qbo_id, _party(item), one.issued_on, one.due_on, None, item.open)


def _party(of: Settled | OpenItem) -> str:
    return of.party_id or of.party


def _chances(model: PayDates, asking: Sequence[Asking], today: date) -> dict[Name, Chances]:
    numbers = [model.history.number(_party(one.item)) for one in asking]
    asked = Asked(
        np.array(numbers, dtype=np.int64),
        np.array([one.issued_on.toordinal() for one in asking], dtype=np.int64),
        np.array([one.due_on.toordinal() for one in asking], dtype=np.int64),
    )
    by_day, odds = (told(asked, AHEAD // 7).tolist() for told in (model.by_day, model.odds_by_day))
    counts, bands = model.past.counted(asked.party).tolist(), _bands(model, asked, today)
    return {
        name_of(one.item): Chances((0.0, *shares), _basis(one, count, band), band, (0.0, *likely))
        for one, shares, likely, count, band in zip(asking, by_day, odds, counts, bands, strict=True)
    }


def _bands(model: PayDates, asked: Asked, today: date) -> list[Days]:
    """The band of the day of payment and its middle, by the model's own levels, which were right on its past."""
    days, levels = model.of_all(asked, today.toordinal()), model.tuning.levels
    found = [days.quantile(np.full(len(asked), level)) for level in (levels.low, levels.middle, levels.high)]
    return [Days(*map(date.fromordinal, map(int, band))) for band in zip(*found, strict=True)]


def _basis(one: Asking, count: int, band: Days) -> str:
    whose = f"{count} settled of this party" if count else "none settled of this party, so from all others"
    due = f"no due date, {one.due_on} by usual terms; " if one.is_usual else ""
    return f"{due}{whose}: {band.early} to {band.late}, as likely as not by {band.middle}"
