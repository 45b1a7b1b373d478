"""Six companies live on for five weeks: what no document explains of each, held against its ledger.

The five of the sandbox, of which every cent can be read, and one whose payroll no document tells of.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pytest_django import Settings

from runway.calculators.position import Position
from runway.calculators.sheet_grid import WEEKS_BACK
from runway.calculators.weekly_rest import WeekRest
from runway.services.position import position_of
from sandbox.generator import found
from sandbox.generator.kinds import KINDS
from sandbox.store import Store
from sync.orchestrators.mirror import pull_changes
from sync.orchestrators.reconcile import nightly
from tests.sync.healthy import Healthy, alive, clock_at
from tests.sync.small_company import in_a_hurry

__all__ = ["in_a_hurry"]

pytestmark = [
    pytest.mark.prove,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("in_a_hurry"),
]

FIRST_DAY, DAYS, NEW_YORK = date(2026, 10, 15), 33, ZoneInfo("America/New_York")
SATURDAY = 5
NIGHT, MORNING, EVENING = time(2), time(5), time(19)
POSTED = """SELECT COALESCE(SUM(cents), 0) FROM posting
            WHERE realm = ? AND account_id = ? AND on_day > ? AND on_day <= ?"""


def at(company: Healthy, day: date, hour: time) -> None:
    company.clock.move(to=datetime.combine(day, hour, NEW_YORK))


def live(company: Healthy) -> None:
    """Five weeks: a pull in the evening after each day's work, and on Saturdays a night's comparison before another."""
    for day in (FIRST_DAY + timedelta(days=n) for n in range(1, DAYS)):
        if day.weekday() == SATURDAY:
            at(company, day, NIGHT)
            nightly(company.business)
            at(company, day, MORNING)
            pull_changes(company.business)
        at(company, day, EVENING)
        company.live(0)
        company.clock.move(advance=120)
        pull_changes(company.business)


@contextmanager
def lived(
    kind: str, folder: Path, settings: Settings, patch: pytest.MonkeyPatch, *, hidden_payroll: bool = False
) -> Iterator[tuple[Healthy, Position]]:
    """The company after its five weeks, and what is said of it."""
    clock = clock_at(FIRST_DAY, folder, patch)
    store = Store(folder / "books.sqlite")
    books = found(store, kind, seed=23, until=clock.now(), days=100, hidden_payroll=hidden_payroll)
    with alive(books.realm, folder, clock, settings) as company:
        live(company)
        yield company, position_of(company.business, clock.now())


def in_the_ledger(company: Healthy, rest: WeekRest, *, only: str = "") -> tuple[Decimal, Decimal]:
    """What moved the account in a week by the sandbox's own ledger, of `only` these documents; and all to its end."""
    where = f" AND entity = '{only}'" if only else ""
    sums = []
    for since in (rest.begins_on.isoformat(), ""):
        asked = (company.books.realm, rest.account_id, since, rest.until.isoformat())
        (row,) = company.service.store.rows(POSTED + where, *asked).fetchall()
        sums.append(Decimal(row[0]) / 100)
    return sums[0], sums[1]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_in_books_that_can_be_read_no_week_has_anything_unexplained(
    kind: str, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with lived(kind, tmp_path, settings, monkeypatch) as (company, position):
        assert {rest.unexplained for rest in position.rests} == {Decimal(0)}
        for rest in position.rests:
            moved, held = in_the_ledger(company, rest)
            assert (rest.movements, rest.closing) == (moved, held), rest
        assert len({rest.until for rest in position.rests}) == WEEKS_BACK + 1
        sheet = position.sheet
        assert sheet is not None
        assert set(sheet.line("unexplained").amounts[:WEEKS_BACK]) == {Decimal(0)}


def test_a_payroll_that_no_document_tells_of_is_in_its_week_to_the_cent(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with lived("consulting", tmp_path, settings, monkeypatch, hidden_payroll=True) as (company, position):
        assert len({rest.until for rest in position.rests}) == WEEKS_BACK + 1
        for rest in position.rests:
            hidden, _ = in_the_ledger(company, rest, only="PayrollCheck")
            _, held = in_the_ledger(company, rest)
            assert (rest.unexplained, rest.closing) == (hidden, held), rest
        sheet = position.sheet
        assert sheet is not None
        said = sheet.line("unexplained").amounts[:WEEKS_BACK]
        assert [amount != 0 for amount in said].count(True) == 2, "every other Friday"
        assert said == tuple(
            sum(rest.unexplained for rest in position.rests if rest.until == week.ends_on)
            for week in sheet.weeks[:WEEKS_BACK]
        )
