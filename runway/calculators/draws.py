"""A thousand ways in which the same entries may fall: closings drawn by day, seeded so that books decide (RUNWAY 3).

Every entry draws from its own name, not from its place in a list: one more document leaves all other draws alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from runway.calculators.base_case import DAYS, BaseCase, odds_of, whole_cents
from runway.calculators.cents import Shares, to_cents
from runway.calculators.entries import Entry

DRAWS = 1000
SLOTS = 1024  # a probability is drawn to a thousandth
AT_ONCE = 256  # entries drawn together, few enough to stay in the processor's cache
STEP = np.uint64(0x9E3779B97F4A7C15)
MASK = np.uint64(0xFFFFFFFF)
Words = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Together:
    """What is drawn as one, as shares; measured on companies of all kinds (docs/forecast.md).

    by_book, by_party  how often the dates of entries are: of all (a slow month), of one party (one cheque for all)
    by_level           how much of an average's spread all its weeks share: a quarter that is better or worse as a whole
    """

    by_book: float = 0.25
    by_party: float = 0.3
    by_level: float = 0.15


USUAL = Together()


@dataclass(frozen=True, slots=True)
class Seed:
    """What all draws of one business on one local date begin from (RUNWAY 3)."""

    business_id: int
    today: date

    def word(self, name: str) -> int:
        """64 bits that are this name's own."""
        told = f"{self.business_id}|{self.today}|{name}".encode()
        return int.from_bytes(sha256(told).digest()[:8])


def drawn_closings(base: BaseCase, business_id: int, together: Together = USUAL) -> NDArray[np.float64]:
    """Closing cash in cents (draws, days); whole numbers, so that sums do not depend on their order."""
    spread = np.array([entry.is_spread for entry in base.entries], dtype=bool)
    varies = np.array([entry.varies for entry in base.entries])
    shares = odds_of(base.entries)
    open_day = ((shares > 0) & (shares < 1)).any(axis=1) & ~spread
    drawn = (open_day | (varies > 0)).astype(bool)
    certain = base.parts[~drawn, :DAYS].sum(axis=0)
    nets = np.tile(certain.astype(np.float64), (DRAWS, 1))
    seed, places = Seed(business_id, base.today), np.flatnonzero(drawn)
    for first in range(0, len(places), AT_ONCE):
        some = places[first : first + AT_ONCE]
        nets += _drawn([base.entries[place] for place in some], shares[some], seed, together)
    closings: NDArray[np.float64] = to_cents(base.cash) + np.cumsum(nets, axis=1)
    return closings


def _drawn(entries: Sequence[Entry], shares: Shares, seed: Seed, together: Together) -> NDArray[np.float64]:
    """What these entries move (draws, days)."""
    own = _mixed(_words([seed.word(entry.key) for entry in entries]))
    amounts = _amounts(entries, _evens(entries, own, seed, together))
    spread = np.array([entry.is_spread for entry in entries])
    nets = np.zeros((DRAWS, DAYS))
    if spread.any():
        nets += np.rint(amounts[spread].T @ shares[spread])
    if not spread.all():
        sudden = [entry for entry in entries if not entry.is_spread]
        days = _days(sudden, shares[~spread], own[~spread], seed, together)
        nets += _summed(days, amounts[~spread])
    return nets


def _days(
    entries: Sequence[Entry], shares: Shares, own: Words, seed: Seed, together: Together
) -> NDArray[np.int64]:
    """The day ahead on which each entry moves in each draw (entries, draws); `DAYS` for later or not at all."""
    parties = [_party(entry) for entry in entries]
    names = {name: place for place, name in enumerate(dict.fromkeys(parties))}
    shared = _slot(_mixed(_words([seed.word(name) for name in names])))
    chosen = (own & MASK).astype(np.uint32)
    by_book, by_party = (int(share * float(MASK)) for share in (together.by_book, together.by_party))
    slot = np.where(chosen < by_book + by_party, shared[[names[name] for name in parties]], _slot(own))
    slot = np.where(chosen < by_book, _slot(_mixed(_words([seed.word("book")]))), slot)
    return np.take(_slots(shares), slot + np.arange(len(entries))[:, None] * SLOTS)


def _slot(words: Words) -> NDArray[np.int64]:
    """The first ten bits of each word: one of 1,024 slots."""
    return (words >> np.uint64(54)).view(np.int64)


def _party(entry: Entry) -> str:
    return f"party|{entry.side}|{entry.party}" if entry.party else f"alone|{entry.key}"


def _slots(shares: Shares) -> NDArray[np.int64]:
    """The day of each of 1,024 equal parts of a probability, by the nearest part (entries * slots)."""
    reached = np.minimum(np.cumsum(shares, axis=1), 1.0)
    upto = np.floor(reached * SLOTS + 0.5).astype(np.int64)
    ends = np.column_stack([np.zeros(len(shares), np.int64), upto, np.full(len(shares), SLOTS)])
    return np.repeat(np.tile(np.arange(DAYS + 1), len(shares)), np.diff(ends, axis=1).ravel())


def _summed(days: NDArray[np.int64], amounts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Amounts (entries, draws) on their days, added up (draws, days)."""
    where = np.arange(DRAWS) * (DAYS + 1) + days
    size = DRAWS * (DAYS + 1)
    sums = np.bincount(where.ravel(), weights=amounts.ravel(), minlength=size)
    return sums.astype(np.float64).reshape(DRAWS, DAYS + 1)[:, :DAYS]


def _evens(entries: Sequence[Entry], own: Words, seed: Seed, together: Together) -> NDArray[np.float64]:
    """Numbers between -1/2 and 1/2 (entries, draws): of each entry its own, of an average's weeks partly one."""
    evens, weeks = _even(own), [place for place, entry in enumerate(entries) if entry.is_spread]
    names = [entries[place].key.rpartition(":")[0] for place in weeks]
    shared = _even(_words([seed.word(f"level|{name}") for name in names]))
    alone = np.sqrt(1 - together.by_level**2)
    evens[weeks] = together.by_level * shared + alone * evens[weeks]
    return evens


def _even(words: Words) -> NDArray[np.float64]:
    return (_mixed(words) >> np.uint64(11)) / 2.0**53 - 0.5


def _amounts(entries: Sequence[Entry], evens: NDArray[np.float64]) -> NDArray[np.float64]:
    """Amounts (entries, draws), each around its own by its standard deviation, alike over the range."""
    amounts = np.repeat(whole_cents(entries).astype(np.float64)[:, None], DRAWS, axis=1)
    varies = np.array([entry.varies for entry in entries])
    some = np.flatnonzero(varies)
    wide = varies[some, None] * np.sqrt(12.0)
    amounts[some] = np.rint(amounts[some] * (1 + wide * evens[some]))
    return amounts


def _words(starts: Sequence[int]) -> Words:
    """A row of distinct words for each start (starts, draws)."""
    steps = np.arange(1, DRAWS + 1, dtype=np.uint64) * STEP
    return np.array(starts, dtype=np.uint64)[:, None] + steps


def _mixed(words: Words) -> Words:
    """Well mixed bits of counted words: the finaliser of SplitMix64 (Steele, Lea, Flood 2014)."""
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return words ^ (words >> np.uint64(31))
