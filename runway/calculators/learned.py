"""When the open documents of one side will move money, learned from those that were settled (RUNWAY 4)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median_low

import numpy as np

from core.cash import ZERO, Name, OpenItem
from core.dealings import Settled
from runway.calculators.chances import AHEAD, Chances, Days
from runway.calculators.paydates.history import Asked, History, Obligation, history_of
from runway.calculators.paydates.learn import PayDates, Tuning, learn, tune

ENOUGH = (
    5000  # settled documents of a side that are learned from, the latest: more take seconds and say no more
)
FEWEST = 5  # settled documents of a side, below which nothing is said
OF = frozenset({"Invoice", "Bill"})
LOOKED_BACK = timedelta(weeks=103)  # a week less than is read, so that every day of a week has all of it


@dataclass(frozen=True, slots=True)
class Tuned:
    """A tuning, and the word for the past that it was learned from: it is of use for that past alone."""

    past: str
    tuning: Tuning


@dataclass(frozen=True, slots=True)
class Learned:
    """Chances of open documents by (entity, QBO id), and the tuning that they were read with; None: too few settled."""

    chances: Mapping[Name, Chances] = field(default_factory=dict)
    tuned: Tuned | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """One open document as the model is asked for it; `is_usual`: it has no due date, its party's usual term stands."""

    item: OpenItem
    issued_on: date
    due_on: date
    is_usual: bool


@dataclass(frozen=True, slots=True)
class OneSide:
    """What was settled on one side of the books, what is asked, both as one history; its week began at `since`."""

    paid: list[Settled]
    asking: list[Asking]
    history: History
    since: date

    def past_of_week(self) -> History:
        """What all days of the calendar week are tuned on: the past as the close of the day before it knew it."""
        return self.history.as_known(self.since.toordinal())


def learned(
    settled: Iterable[Settled], items: Iterable[OpenItem], today: date, kept: Tuned | None = None
) -> Learned:
    """Of the open documents of one side, what the close of today says; they are known to be open then.

    The latest 5,000 settled documents speak for the side. Credits and documents without a date of issue, or with one
    to come, are not in it. It is tuned on the past as the week's Monday found it, which the money of the week does not
    change: `kept` saves most of the work where it is of that very past, and is passed over where it is not.
    """
    side = one_side(settled, items, today)
    if sum(one.paid_on <= today for one in side.paid) < FEWEST or not side.asking:
        return Learned()
    tuned = _tuned(side, kept)
    return Learned(_chances(learn(side.history, today, tuned.tuning), side.asking, today), tuned)


def week_began(today: date) -> date:
    """The last day before the calendar week of a day: at its close the week's Monday begins."""
    return today - timedelta(days=today.weekday() + 1)


def side_history(settled: Iterable[Settled], items: Iterable[OpenItem], today: date) -> History:
    """What became of the documents of one side, those still open among them, as the pay-date model takes it."""
    paid = [one for one in _settled_on_record(settled) if one.paid_on <= today]
    terms = _terms(paid)
    return _history(paid, [one for item in items if (one := _asking(item, today, terms))], terms)


def one_side(settled: Iterable[Settled], items: Iterable[OpenItem], today: date) -> OneSide:
    """One side as a day asks for it; usual terms are those that its week began with."""
    since = week_began(today)
    paid = _latest(_settled_on_record(settled), since)
    terms = _terms(one for one in paid if one.paid_on <= since)
    asking = [one for item in items if (one := _asking(item, today, terms))]
    return OneSide(paid, asking, _history(paid, asking, terms), since)


def _tuned(side: OneSide, kept: Tuned | None) -> Tuned:
    past = side.past_of_week()
    word = f"{side.since} {past.word}"
    return kept if kept and kept.past == word else Tuned(word, tune(past, side.since))


def _settled_on_record(settled: Iterable[Settled]) -> list[Settled]:
    return [one for one in settled if one.issued_on and one.document.entity in OF]


def _latest(paid: Iterable[Settled], since: date) -> list[Settled]:
    """The latest of those paid by a day, and all that were paid later, so that these push none of them out."""
    rows = sorted(paid, key=lambda one: (one.paid_on, one.document), reverse=True)
    later = sum(one.paid_on > since for one in rows)
    return [one for one in rows[: later + ENOUGH] if one.paid_on > since - LOOKED_BACK]


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
    """By its whole amount, as it will be told of once it is settled: part of it paid changes nothing of the past."""
    item = one.item
    return Obligation(item.document.qbo_id, _party(item), one.issued_on, one.due_on, None, item.total)


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
        one.item.document.name: Chances((0.0, *shares), _basis(one, count, band), band, (0.0, *likely))
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
