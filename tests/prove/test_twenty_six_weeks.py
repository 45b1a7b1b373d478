"""Five companies live on for 26 weeks: what was forecast each Monday is held against what came.

ROWCOL_WEEKS_SEED gives every company another life.
"""

import os
from itertools import pairwise
from pathlib import Path

import pytest
from pytest_django import Settings

from core.cash import ZERO
from runway.calculators.bridge import bridge
from sandbox.generator.kinds import KINDS
from tests.runway.weeks_forward import Judged, Life, lived
from tests.sync.small_company import in_a_hurry

__all__ = ["in_a_hurry"]

pytestmark = [
    pytest.mark.prove,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("in_a_hurry"),
]

SEED = int(os.environ.get("ROWCOL_WEEKS_SEED", "61"))
FORECAST, OUT = 26, 4
HORIZONS = range(1, 14)


@pytest.fixture(scope="module")
def judged() -> dict[str, Judged]:
    """What each kind of company has shown so far."""
    return {}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_closing_cash_four_weeks_out_is_nearer_than_by_due_dates(
    kind: str,
    judged: dict[str, Judged],
    tmp_path: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = judged[kind] = lived(Life(kind, SEED), FORECAST + OUT, tmp_path, settings, monkeypatch)
    for unaided in (False, True):
        ours = found.error(OUT, unaided=unaided)
        theirs = [found.error_by_due_dates(OUT, overdue_now=now, unaided=unaided) for now in (False, True)]
        whose = "without owners' money" if unaided else "as it came"
        print(f"{kind} {whose}: {ours:,.0f}, due dates {theirs[0]:,.0f}, overdue now {theirs[1]:,.0f}")
        assert ours < min(theirs)
    for before, after in pairwise(found.mondays):
        steps = bridge(before.base, after.base, after.actuals, before.actuals)
        assert steps.low_before + sum((step.low for step in steps.steps), ZERO) == steps.low_after
        assert steps.closing_before + sum((step.closing for step in steps.steps), ZERO) == steps.closing_after


def test_the_band_holds_four_in_five_of_all_closings(judged: dict[str, Judged]) -> None:
    assert set(judged) == set(KINDS), "the companies live in the tests above: run the whole file"
    by_horizon = {weeks: [i for one in judged.values() for i in one.inside(weeks)] for weeks in HORIZONS}
    for weeks, inside in by_horizon.items():
        print(f"{weeks} weeks out: {sum(inside) / len(inside):.0%} of {len(inside)}")
    inside = [i for some in by_horizon.values() for i in some]
    assert 0.75 <= sum(inside) / len(inside) <= 0.85
