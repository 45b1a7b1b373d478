"""The ways in which the past may speak for a document: its party's lags, its party's centre, the whole book's lags.

Each shape is a distribution of (paid - due) for each document asked for. Which of them to trust, and how far, is not
decided here: `stacking.py` learns it from the book.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from runway.calculators.paydates.arrays import Floats, Ints
from runway.calculators.paydates.history import Asked
from runway.calculators.paydates.known import Known, fading
from runway.calculators.paydates.tables import FIRST, WIDTH, blurred, clipped, counted, cumulative

SHARP, NEAR, WIDE = 0, 1, 4  # blur of days, see tables.blurred
LONG, SHORT = 40.0, 4.0  # half-lives in documents of the party
YEARLY, NEWEST = 180.0, 21.0  # half-lives in days of the book
TERMS = (0, 1, 8, 13, 21, 33, 48, 62)  # where one class of terms ends and the next begins, days
PRIOR_DAYS, PRIOR_WEIGHT = (
    10.0,
    0.01,
)  # before anything is known: about the due date, as little as a hundredth document
TAIL_DAYS, TAIL_POWER = 30.0, 1.5


@dataclass(frozen=True, slots=True)
class Shape:
    """Row `row[i]` of a cumulative table, read `shift[i]` days further on, speaks for document i."""

    table: Floats
    row: Ints
    shift: Ints

    def below(self, lags: Ints) -> Floats:
        """P(paid - due <= lag) of lags (documents, any number)."""
        place = lags + (self.shift - FIRST)[:, None]
        found = self.table[self.row[:, None], np.clip(place, 0, WIDTH - 1)]
        return np.where(place < 0, 0.0, found)


@dataclass(frozen=True, slots=True)
class Tail:
    """A Pareto tail from the day of issue on: whatever is still open may still take as long again."""

    term: Ints
    scale: float

    def below(self, lags: Ints) -> Floats:
        """P(paid - due <= lag) of lags (documents, any number)."""
        age = np.maximum(lags + self.term[:, None] + 1, 0)
        return 1.0 - (1.0 + age / self.scale) ** -TAIL_POWER


AnyShape = Shape | Tail
Maker = Callable[[Known, Asked], AnyShape]


def shapes(past: Known, asked: Asked) -> list[AnyShape]:
    """All shapes for the documents, always as many and in the same order (`NAMES`)."""
    return [make(past, asked) for make in MAKERS.values()]


def _by_party(blur: int, half_life: float) -> Maker:
    """The party's own lags."""
    return lambda past, asked: _own(past, asked, past.party, asked.party, fading(past.rank, half_life), blur)


def _by_age(blur: int) -> Maker:
    """The party's own days from issue, for who counts from the invoice and not from its terms."""

    def make(past: Known, asked: Asked) -> Shape:
        weights = fading(past.rank, LONG)
        return _grouped(past.age, weights, past.party, asked.party, blur, asked.due - asked.issued, past)

    return make


def _by_weekday_due(past: Known, asked: Asked) -> Shape:
    """The party's own lags of documents due on the same weekday: payment runs."""
    ours, theirs = past.party * 7 + past.due % 7, asked.party * 7 + asked.due % 7
    return _own(past, asked, ours, theirs, fading(past.rank, LONG), SHARP)


def _by_terms(blur: int) -> Maker:
    """The party's own lags of documents with like terms."""

    def make(past: Known, asked: Asked) -> Shape:
        ours, theirs = _terms(past.term), _terms(asked.due - asked.issued)
        size = len(TERMS) + 1
        weights = fading(past.rank, LONG)
        return _own(past, asked, past.party * size + ours, asked.party * size + theirs, weights, blur)

    return make


def _by_centre(half_life: float) -> Maker:
    """The party's median, with the book's spread about medians: what two documents can already tell."""

    def make(past: Known, asked: Asked) -> Shape:
        weights = fading(past.rank, half_life)
        centre = _medians(past, weights)
        weights = fading(past.days_ago, YEARLY) / np.sqrt(past.counted(past.party))
        weights = np.where(past.counted(past.party) >= 3, weights, 0.0)
        about = clipped(past.lag - centre[past.party])
        none = np.zeros_like
        return _grouped(about, weights, none(past.party), none(asked.party), NEAR, -centre[asked.party], past)

    return make


def _of_book(by: str, half_life: float, blur: int, parties_alike: bool = True) -> Maker:
    """The whole book's lags or ages; each party counts once where a new one is as likely as any."""

    def make(past: Known, asked: Asked) -> Shape:
        weights = fading(past.days_ago, half_life)
        weights = weights / past.counted(past.party) if parties_alike else weights
        days = past.age if by == "age" else past.lag
        shift = asked.due - asked.issued if by == "age" else np.zeros_like(asked.due)
        none = np.zeros_like
        return _grouped(days, weights, none(past.party), none(asked.party), blur, shift, past)

    return make


def _of_book_by_terms(past: Known, asked: Asked) -> Shape:
    weights = fading(past.days_ago, YEARLY) / past.counted(past.party)
    return _own(past, asked, _terms(past.term), _terms(asked.due - asked.issued), weights, NEAR)


def _of_book_by_weekday_due(past: Known, asked: Asked) -> Shape:
    weights = fading(past.days_ago, YEARLY) / past.counted(past.party)
    return _own(past, asked, past.due % 7, asked.due % 7, weights, SHARP)


def _tail(past: Known, asked: Asked) -> Tail:
    median = float(np.median(past.age)) if len(past.age) else TAIL_DAYS
    return Tail(asked.due - asked.issued, max(median, PRIOR_DAYS))


MAKERS: dict[str, Maker] = {
    "own lags": _by_party(SHARP, LONG),
    "own lags, near": _by_party(NEAR, LONG),
    "own lags, wide": _by_party(WIDE, LONG),
    "own latest lags": _by_party(WIDE, SHORT),
    "own latest lags, near": _by_party(NEAR, SHORT),
    "own ages": _by_age(SHARP),
    "own ages, wide": _by_age(WIDE),
    "own lags by weekday due": _by_weekday_due,
    "own lags by terms": _by_terms(NEAR),
    "own lags by terms, wide": _by_terms(WIDE),
    "own centre": _by_centre(LONG),
    "own latest centre": _by_centre(SHORT),
    "book's lags": _of_book("lag", YEARLY, NEAR),
    "book's lags by document": _of_book("lag", YEARLY, NEAR, parties_alike=False),
    "book's ages": _of_book("age", YEARLY, NEAR),
    "book's latest ages": _of_book("age", NEWEST, WIDE, parties_alike=False),
    "book's lags by terms": _of_book_by_terms,
    "book's lags by weekday due": _of_book_by_weekday_due,
    "tail": _tail,
}
NAMES = tuple(MAKERS)


def _own(past: Known, asked: Asked, ours: Ints, theirs: Ints, weights: Floats, blur: int) -> Shape:
    return _grouped(past.lag, weights, ours, theirs, blur, np.zeros_like(theirs), past)


def _grouped(
    days: Ints, weights: Floats, ours: Ints, theirs: Ints, blur: int, shift: Ints, past: Known
) -> Shape:
    """Counts `days` in the groups that are asked for; where a group has no past, the whole book speaks."""
    groups, row = np.unique(theirs, return_inverse=True)
    place = np.minimum(np.searchsorted(groups, ours), max(len(groups) - 1, 0))
    used = np.flatnonzero(groups[place] == ours) if len(groups) else np.zeros(0, dtype=np.int64)
    counts = counted(place[used], days[used], weights[used], len(groups))
    table = cumulative(blurred(counts, blur), _whole(past)[None, :])
    lost = counts.sum(axis=1) <= 0
    return Shape(table, row, np.where(lost[row], 0, shift))


def _whole(past: Known) -> Floats:
    """P(lag <= x) of the whole book, and of nearly nothing where the book is empty: about the due date."""
    days = np.arange(WIDTH) + FIRST
    prior = np.exp(-np.abs(days) / PRIOR_DAYS)
    weights = fading(past.days_ago, YEARLY) / past.counted(past.party)
    counts = np.bincount(past.lag - FIRST, weights, WIDTH) + PRIOR_WEIGHT * prior / prior.sum()
    sums = np.cumsum(counts)
    return sums / sums[-1]


def _medians(past: Known, weights: Floats) -> Ints:
    """The weighted median lag of each party; of a party never seen, that of all parties."""
    order = np.lexsort((past.lag, past.party))
    party, lag = past.party[order], past.lag[order]
    sums = np.cumsum(weights[order])
    total = np.bincount(party, weights[order], len(past.count))
    before = np.concatenate([[0.0], np.cumsum(total)[:-1]])
    upper = np.flatnonzero(sums - before[party] >= total[party] / 2 - 1e-9)[::-1]
    medians = np.full(len(past.count), int(np.median(lag)) if len(lag) else 0, dtype=np.int64)
    medians[party[upper]] = lag[upper]
    return medians


def _terms(days: Ints) -> Ints:
    return np.digitize(days, TERMS)
