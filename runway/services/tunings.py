"""Flow: mirrored. What the pay-date model learned from the past of a business by this week's Monday, kept for the week.

A tuning is of use for the very past that it was learned from (calculators/learned.py), so that the same books give the
same number whether one is kept or not; most refreshes of a week find theirs here.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

import numpy as np
from django.db import transaction

from core.cash import Side
from core.models import Business
from runway.calculators.learned import Tuned
from runway.calculators.paydates.band import Levels
from runway.calculators.paydates.learn import Tuning
from runway.calculators.paydates.stacking import Trust
from runway.calculators.position import Tunings
from runway.services.edition import edition
from runway.services.kept import found, write_down

NAME = "tunings"


@dataclass(frozen=True)
class Plain:
    """A tuning of one side in plain values, each to the last bit."""

    past: str
    weights: list[list[float]]
    levels: Levels
    rule: str


def kept_tunings(business: Business) -> Tunings:
    """What this edition kept last, by side; empty where nothing is. One query."""
    sides = found(business, NAME, edition(), dict[str, Plain]) or {}
    return {Side(side): _tuned(plain) for side, plain in sides.items()}


def keep_tunings(business: Business, before: Tunings, used: Tunings, now: datetime) -> None:
    """Keep the tunings that a position used, where they are others than before, as soon as this moment is over."""
    if _pasts(used) - _pasts(before):
        sides = {side.value: _plain(tuned) for side, tuned in {**before, **used}.items()}
        transaction.on_commit(partial(write_down, business, NAME, edition(), sides, now))


def _pasts(tunings: Tunings) -> set[tuple[Side, str]]:
    return {(side, tuned.past) for side, tuned in tunings.items()}


def _plain(tuned: Tuned) -> Plain:
    of = tuned.tuning
    return Plain(tuned.past, of.trust.weights.tolist(), of.levels, of.rule)


def _tuned(plain: Plain) -> Tuned:
    trust = Trust(np.array(plain.weights, dtype=np.float64))
    return Tuned(plain.past, Tuning(trust, plain.levels, plain.rule))
