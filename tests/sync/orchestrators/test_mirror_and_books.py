"""A mirror filled over HTTP holds what the books hold: every object, every column, every line, and nothing else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from core.mirror import mirrors
from core.models import Business
from sync.models import EntityState, RunState
from sync.orchestrators.mirror import backfill
from tests.conftest import point_at
from tests.sync.likeness import differences, thing_of
from tests.sync.small_company import SmallCompany, in_a_hurry, small_company

__all__ = ["in_a_hurry"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_a_hurry")]


@pytest.fixture
def old_company(tmp_path: Path, settings: Settings) -> Iterator[SmallCompany]:
    """A company with two hundred days of business, and a dated exchange rate."""
    with small_company(tmp_path, days=200) as made:
        rate = (
            b'{"SourceCurrencyCode":"EUR","TargetCurrencyCode":"USD","AsOfDate":"2026-02-02","Rate":1.0753}'
        )
        made.put("ExchangeRate", 1, rate)
        point_at(made.url, settings)
        yield made


def test_every_object_column_and_line_is_as_in_the_books(old_company: SmallCompany, acme: Business) -> None:
    old_company.connect(acme)
    run = backfill(acme)
    assert (run.state, run.error) == (RunState.DONE, "")
    wrong = {}
    for model in mirrors():
        said = [thing_of(model, body) for body in old_company.objects(model.qbo.name)]
        assert said, f"the books have no {model.qbo.name}, so nothing is proven"
        wrong[model.qbo.name] = differences(model, said, acme)
        assert EntityState.objects.get(entity=model.qbo.name).rows == len(said)
        assert run.tallies[model.qbo.name]["inserted"] == len(said)
    assert {name: found for name, found in wrong.items() if found} == {}
