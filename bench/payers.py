"""Invents books whose customers and vendors pay in known ways, so that the pay-date model is judged on many."""

from datetime import date
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from runway.calculators.paydates.history import History, Obligation, history_of

Numbers = NDArray[np.int64]
FROM = date(2024, 1, 1).toordinal()
SELDOM = 3  # documents at most of half of the parties


def punctual(seed: int, documents: int = 40_000, parties: int = 1_300, batches: float = 0.1) -> History:
    """Large parties that keep to their day: on the due date, some days off it, or in a weekly run.

    Half of the parties are seen three times or less. `batches` is the share of (party, week) that are paid late as one.
    """
    rng = np.random.default_rng(seed)
    party = _parties(rng, documents, parties)
    issued = _on_workdays(FROM + rng.integers(0, 430, documents))
    terms = np.where(rng.random(documents) < 0.93, rng.choice([10, 15, 15, 15, 30, 60], parties)[party], 30)
    due = issued + terms
    usual = np.where(rng.random(parties) < 0.7, rng.integers(-2, 4, parties), rng.integers(-8, 30, parties))
    paid = due + usual[party] + _held_up(rng, party, due, batches) + _strays(rng, documents, 0.15, 12)
    run = np.where(rng.random(parties) < 0.3, rng.integers(0, 5, parties), -1)
    return _history(
        party, issued, due, _to_run(_on_workdays(paid), run[party]), _amounts(rng, party, parties)
    )


def noisy(seed: int, documents: int = 8_700, parties: int = 600, backlog: float = 0.3) -> History:
    """Bills paid when the business gets round to it: by age and not by terms, in waves of `backlog`, on Thursdays.

    One due date in twelve is before the day of issue or soon after it.
    """
    rng = np.random.default_rng(seed)
    weight = 1 / np.arange(1, parties + 1)
    party = rng.choice(parties, documents, p=weight / weight.sum())
    issued = FROM + rng.integers(0, 900, documents)
    due = issued + rng.choice([0, 10, 30, 30, 30, 45, 60], parties)[party]
    due = np.where(rng.random(documents) < 0.08, issued + rng.integers(-60, 10, documents), due)
    age = rng.lognormal(rng.normal(3.3, 0.4, parties)[party], 0.6)
    age = age * (1 + backlog * np.sin((issued - FROM) / 95)) + _strays(rng, documents, 0.05, 80)
    run = np.where(rng.random(parties) < 0.7, 3, -1)
    paid = _to_run((issued + age).astype(np.int64), run[party])
    return _history(party, issued, due, paid, _amounts(rng, party, parties))


def _parties(rng: np.random.Generator, documents: int, parties: int) -> Numbers:
    often = parties // 2
    seldom = np.repeat(np.arange(often, parties), rng.integers(1, SELDOM + 1, parties - often))
    seldom = seldom[: documents // 2]
    weight = 1 / np.arange(1, often + 1) ** 1.1
    return rng.permutation(
        np.concatenate([seldom, rng.choice(often, documents - len(seldom), p=weight / weight.sum())])
    )


def _held_up(rng: np.random.Generator, party: Numbers, due: Numbers, share: float) -> Numbers:
    _, batch = np.unique(party * 10_000 + (due - FROM) // 7, return_inverse=True)
    late = rng.choice([2, 5, 7, 7, 14], batch.max() + 1)
    return np.where(rng.random(batch.max() + 1) < share, late, 0)[batch]


def _strays(rng: np.random.Generator, documents: int, share: float, days: int) -> Numbers:
    return np.where(rng.random(documents) < share, rng.gamma(1.5, days / 1.5, documents), 0).astype(np.int64)


def _on_workdays(days: Numbers) -> Numbers:
    """Saturday and Sunday become Monday; ordinal 1 was a Monday."""
    return days + np.where((days - 1) % 7 >= 5, 7 - (days - 1) % 7, 0)


def _to_run(days: Numbers, weekday: Numbers) -> Numbers:
    return days + np.where(weekday >= 0, (weekday - (days - 1)) % 7, 0)


def _amounts(rng: np.random.Generator, party: Numbers, parties: int) -> NDArray[np.float64]:
    return rng.lognormal(rng.normal(7, 1, parties)[party], 1.2)


def _history(
    party: Numbers, issued: Numbers, due: Numbers, paid: Numbers, amount: NDArray[np.float64]
) -> History:
    rows = zip(party, issued, due, np.maximum(paid, issued), amount.round(2), strict=True)
    return history_of(
        Obligation(str(number), f"{who}", *map(date.fromordinal, map(int, days)), Decimal(str(worth)))
        for number, (who, *days, worth) in enumerate(rows)
    )
