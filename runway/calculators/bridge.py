"""Why the low point and closing cash moved since an earlier forecast, in steps that add up to the cent (RUNWAY 3)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import numpy as np

from core.cash import Side
from runway.calculators.actuals import Actual
from runway.calculators.base_case import DAYS, BaseCase
from runway.calculators.cents import Cents, to_amount, to_cents
from runway.calculators.curve import Point
from runway.calculators.entries import OF_DOCUMENTS, Entry, Rule
from runway.calculators.matching import NOTHING, happened_since, matched
from runway.calculators.rows import CUSTOMERS, DISBURSEMENTS, RECEIPTS, Row


class Cause(StrEnum):
    """What moved a number, in the order in which the steps are taken."""

    WINDOW = "the 13 weeks moved on"
    COLLECTIONS = "collections"
    BILLS = "bills"
    TIMING = "timing"
    NEWS = "new information"
    UNEXPLAINED = "what no document explains"
    FIXES = "data fixes"


@dataclass(frozen=True, slots=True)
class Moved:
    """One entry's or movement's share of a step: its change of cash by the day of the new low point."""

    key: str
    party: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Step:
    """What one cause did: to the low point, to closing cash at the end, and the moves behind it, largest first."""

    cause: Cause
    low: Decimal
    closing: Decimal
    moves: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class Bridge:
    """From an earlier forecast to this one: before + all steps = after, for the low point and for closing cash."""

    low_before: Decimal
    low_after: Decimal
    closing_before: Decimal
    closing_after: Decimal
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What one key does otherwise than was forecast, in cents by day from the earlier forecast's day on."""

    key: str
    party: str
    cause: Cause
    cents: Cents


def bridge(
    before: BaseCase,
    now: BaseCase,
    happened: Iterable[Actual],
    known: Iterable[Actual] = (),
    fixed: Collection[str] = NOTHING,
) -> Bridge:
    """The bridge between two expected cases, over available cash.

    `happened` is what moved up to today, `known` what the earlier forecast knew of it; `fixed` are keys of entries
    whose documents were voided, deleted or corrected since. Cash that changed by nothing dated since then is a data
    fix. Days that the earlier forecast did not reach are the window's. Each step is taken upon the one before, so that
    all add up.
    ValueError where `now` is the earlier one.
    """
    if now.today < before.today:
        raise ValueError(f"{now.today} is before {before.today}: a bridge leads from the earlier forecast.")
    gone_by = (now.today - before.today).days
    changes = _changes(before, now, happened_since(before, happened, now.today, known), fixed)
    path = _flat(_cents(before.available), gone_by)
    lows, ends = [to_cents(before.lowest.cash)], [_cents(before.available)[-1]]
    for cause in Cause:
        path = path + _together(changes, cause, gone_by + DAYS)[gone_by:]
        lows.append(path.min())
        ends.append(path[-1])
    low_on = gone_by + (now.lowest.on - now.today).days
    return Bridge(
        low_before=before.lowest.cash,
        low_after=now.lowest.cash,
        closing_before=before.available[-1].cash,
        closing_after=now.available[-1].cash,
        steps=tuple(
            Step(cause, to_amount(int(low)), to_amount(int(end)), _moves(changes, cause, low_on))
            for cause, low, end in zip(Cause, np.diff(lows), np.diff(ends), strict=True)
        ),
    )


def _changes(
    before: BaseCase, now: BaseCase, happened: tuple[Actual, ...], fixed: Collection[str]
) -> list[Change]:
    """Every difference between what was forecast and what is, each with its cause; what is left is a data fix."""
    gone_by = (now.today - before.today).days
    size = gone_by + DAYS
    old, new = _by_key(before, 0, size), _by_key(now, gone_by, size)
    acted = matched(before, happened, new)
    paid: dict[str, Cents] = defaultdict(lambda: np.zeros(size, np.int64))
    for actual in acted:
        if actual.key:
            paid[actual.key][(actual.on - before.today).days] += to_cents(actual.amount)
    entries = {e.key: e for e in before.entries} | {e.key: e for e in now.entries}
    sums = _Sums(_amounts(before), _amounts(now))
    changes = []
    for key in sorted(old.keys() | new.keys()):
        cents = _of(new, key, size) + _of(paid, key, size) - _of(old, key, size)
        cause = Cause.FIXES if key in fixed else sums.cause(entries[key], is_paid=key in paid)
        changes += _split(Change(key, entries[key].party, cause, cents))
    changes += [_unforeseen(actual, before, size) for actual in acted if not actual.key]
    return [*changes, *_kept(before, now, gone_by), _fixed(before, now, acted, size)]


@dataclass(frozen=True, slots=True)
class _Sums:
    """Whole amounts by key in both forecasts; a key that is missing was not in that one."""

    old: Mapping[str, Decimal]
    new: Mapping[str, Decimal]

    def cause(self, entry: Entry, *, is_paid: bool) -> Cause:
        """Why an entry is otherwise than it was."""
        if entry.row is Row.UNEXPLAINED:
            return Cause.UNEXPLAINED
        if entry.rule in (Rule.KNOWN, Rule.STATED, Rule.FILING, Rule.RUN_RATE):
            return Cause.NEWS
        settled = Cause.COLLECTIONS if entry.side is Side.RECEIVABLE else Cause.BILLS
        if entry.key not in self.old:
            return Cause.NEWS if entry.side is Side.RECEIVABLE else Cause.BILLS
        if entry.key not in self.new:
            return settled
        if self.old[entry.key] == self.new[entry.key]:
            return Cause.TIMING
        is_less = abs(self.new[entry.key]) < abs(self.old[entry.key])
        is_document = entry.rule in OF_DOCUMENTS
        return settled if is_paid or is_less else Cause.FIXES if is_document else Cause.NEWS


def _split(change: Change) -> list[Change]:
    """What lies beyond the earlier forecast's last day is the window's."""
    inside, beyond = change.cents.copy(), change.cents.copy()
    inside[DAYS:], beyond[:DAYS] = 0, 0
    window = Change(change.key, change.party, Cause.WINDOW, beyond)
    return [
        part for part in (Change(change.key, change.party, change.cause, inside), window) if part.cents.any()
    ]


def _unforeseen(actual: Actual, before: BaseCase, size: int) -> Change:
    """A movement that no entry announced."""
    cents = np.zeros(size, np.int64)
    cents[(actual.on - before.today).days] = to_cents(actual.amount)
    cause = Cause.BILLS if actual.row in DISBURSEMENTS else Cause.NEWS
    if actual.row is Row.UNEXPLAINED:
        cause = Cause.UNEXPLAINED
    if actual.row in RECEIPTS:
        cause = Cause.COLLECTIONS if actual.row in CUSTOMERS else Cause.NEWS
    return Change("", actual.party, cause, cents)


def _kept(before: BaseCase, now: BaseCase, gone_by: int) -> list[Change]:
    """What is earmarked otherwise: news."""
    was = _flat(_cents(before.available) - _cents(before.closings), gone_by)
    change = (_cents(now.available) - _cents(now.closings)) - was
    cents = np.zeros(gone_by + DAYS, np.int64)
    cents[gone_by:] = np.diff(change, prepend=0)
    return [Change("earmarked", "Earmarked", Cause.NEWS, cents)] if change.any() else []


def _fixed(before: BaseCase, now: BaseCase, acted: Iterable[Actual], size: int) -> Change:
    """Cash that is other than then, by nothing that was dated since: entered or corrected in the past."""
    rest = to_cents(now.cash) - to_cents(before.cash) - sum(to_cents(actual.amount) for actual in acted)
    cents = np.zeros(size, np.int64)
    cents[0] = rest
    return Change("restated", "Cash restated", Cause.FIXES, cents)


def _by_key(base: BaseCase, first: int, size: int) -> dict[str, Cents]:
    """The parts of each key by day, its first day at place `first` of so many."""
    found: dict[str, Cents] = {}
    for place, entry in enumerate(base.entries):
        cents = found.setdefault(entry.key, np.zeros(size, np.int64))
        cents[first : first + DAYS] += base.parts[place, :DAYS]
    return found


def _amounts(base: BaseCase) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for entry in base.entries:
        found[entry.key] = found.get(entry.key, Decimal(0)) + entry.amount
    return found


def _of(found: Mapping[str, Cents], key: str, size: int) -> Cents:
    return found[key] if key in found else np.zeros(size, np.int64)


def _cents(points: Iterable[Point]) -> Cents:
    return np.array([to_cents(point.cash) for point in points], dtype=np.int64)


def _flat(path: Cents, gone_by: int) -> Cents:
    """A path over the days from `gone_by` on, its last value going on where it ends."""
    return path[np.minimum(np.arange(gone_by, gone_by + DAYS), DAYS - 1)]


def _together(changes: Iterable[Change], cause: Cause, size: int) -> Cents:
    """All changes of one cause as cash by day."""
    nets = sum((change.cents for change in changes if change.cause is cause), np.zeros(size, np.int64))
    path: Cents = np.cumsum(nets)
    return path


def _moves(changes: Iterable[Change], cause: Cause, low_on: int) -> tuple[Moved, ...]:
    found = [
        Moved(change.key, change.party, to_amount(change.cents[: low_on + 1].sum()))
        for change in changes
        if change.cause is cause
    ]
    return tuple(sorted((m for m in found if m.amount), key=lambda m: (-abs(m.amount), m.party, m.key)))
