"""The share of changes that came in time, and what the promise leaves to be late."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from ap.models import Bill
from core import clock
from core.models import Business, User
from sync.lags import COLUMNS
from sync.models import ChangeLag
from sync.orchestrators.changes import pull_changes
from sync.orchestrators.lags import Lags, lags_by_entity, lags_of
from sync.orchestrators.named import read_named
from tests.sync.clerk import Clerk, clerk, mirrored
from tests.sync.small_company import company, connected, in_a_hurry

__all__ = ["clerk", "company", "connected", "in_a_hurry", "mirrored"]

NOW = datetime(2026, 11, 20, 17, tzinfo=UTC)


def lag(
    business: Business, entity: str = "Bill", days_ago: int = 0, now: datetime = NOW, **counts: int
) -> None:
    day = (now - timedelta(days=days_ago)).date()
    ChangeLag.objects.create(business=business, entity=entity, day=day, **counts)


def told(capsys: pytest.CaptureFixture[str]) -> dict:
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def test_what_came_within_15_minutes_came_within_everything_longer(acme: Business) -> None:
    lag(acme, within_10_s=80, within_60_s=5, within_15_min=13, later=2)
    found = lags_of([acme], NOW, 7)[acme.pk]
    assert (found.changes, found.within_60_s, found.within_15_min) == (100, 0.85, 0.98)
    assert found.usual == "15 min"


def test_the_error_budget_is_what_the_promise_lets_be_late() -> None:
    assert Lags((95, 0, 0, 0, 0, 5)).budget_left == pytest.approx(0)
    assert Lags((98, 0, 0, 0, 2, 0)).budget_left == pytest.approx(0.6)
    assert Lags((90, 0, 0, 0, 0, 10)).budget_left == pytest.approx(-1)


def test_where_nothing_changed_nothing_was_late_or_in_time(acme: Business) -> None:
    found = lags_of([acme], NOW, 7)[acme.pk]
    assert (found.changes, found.within_15_min, found.budget_left, found.usual) == (0, None, None, "")


def test_days_before_the_span_are_left_out(acme: Business) -> None:
    lag(acme, days_ago=6, within_10_s=1)
    lag(acme, days_ago=7, later=1)
    assert lags_of([acme], NOW, 7)[acme.pk].within_15_min == 1


def test_entities_are_told_apart(acme: Business) -> None:
    lag(acme, "Bill", within_10_s=1)
    lag(acme, "Invoice", later=1)
    shares = {entity: found.within_15_min for entity, found in lags_by_entity(acme, NOW, 7).items()}
    assert shares == {"Bill": 1, "Invoice": 0}


def test_many_businesses_take_one_query(acme: Business, sam: User, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    both = [acme, sam.memberships.get().business]
    with django_assert_num_queries(1):
        assert set(lags_of(both, NOW, 30)) == {business.pk for business in both}


def test_the_command_ends_with_one_json_object(
    acme: Business, sam: User, capsys: pytest.CaptureFixture[str]
) -> None:
    lag(acme, now=clock.now(), within_10_s=3, within_15_min=1)
    call_command("freshness", "--json")
    said = told(capsys)
    assert (said["within_15_min"], said["within_60_s"], said["changes"]) == (1, 0.75, 4)
    assert said["error_budget_left"] == 1
    assert [(each["slug"], each["within_15_min"]) for each in said["businesses"]] == [
        ("acme", 1),
        ("elsewhere", None),
    ]


def test_the_command_says_null_where_nothing_changed(
    acme: Business, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("freshness", "--days", "1", "--json")
    said = told(capsys)
    assert (said["within_15_min"], said["within_60_s"], said["changes"]) == (None, None, 0)


def test_the_command_prints_a_table_that_fits_80_columns(
    acme: Business, capsys: pytest.CaptureFixture[str]
) -> None:
    lag(acme, now=clock.now(), within_10_s=3, later=1)
    call_command("freshness")
    said = capsys.readouterr().out.splitlines()
    assert said[1].split() == ["acme", "4", "75.0%", "75.0%"]
    assert said[-1] == "7 days; promise: 95% within 15 min; error budget left: -400.0%"
    assert max(map(len, said)) <= 80


def test_a_span_without_days_is_refused(db: None) -> None:
    with pytest.raises(CommandError, match="give at least 1"):
        call_command("freshness", "--days", "0")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("in_a_hurry")
def test_a_pull_and_a_named_reading_count_what_they_found_and_the_backfill_nothing(
    mirrored: Business, clerk: Clerk
) -> None:
    assert not ChangeLag.objects.exists()
    clerk.bill()
    pull_changes(mirrored)
    pull_changes(mirrored)
    second = clerk.bill()
    read_named(mirrored, {Bill: [second["Id"]]})
    pull_changes(mirrored)
    found = lags_by_entity(mirrored, clock.now(), 1)["Bill"]
    assert (found.changes, found.within_60_s) == (2, 1)


def test_spans_have_words_each() -> None:
    assert len(Lags().counts) == len(COLUMNS)
