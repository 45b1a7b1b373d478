"""Four workers, a thousand runs, three requests in ten going wrong: all but a few end well, and no limit is broken."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytest_django import Settings

from core.models import Business, Firm
from rowcol.demo.sandbox import REALM, Company, running_sandbox
from sync.models import Circuit, RunState, SyncRun
from tests.conftest import point_at
from tests.prove.filled import filled
from tests.sync.backstage import Backstage
from tests.sync.elsewhere import outputs, processes

pytestmark = [pytest.mark.prove, pytest.mark.django_db(transaction=True)]

WORKERS, RUNS, FASTER = 4, 1_000, 60
COMPANIES = [Company("consulting", f"Company {n}", f"{int(REALM) + n}") for n in range(WORKERS)]
SHARE = 0.30
KNOW_THE_HOUSE = """
import os
from core.models import Business
from sync.errors import SyncError
from sync.orchestrators.mirror import pull_changes
from sync.smart_sync import SmartSyncService
"""
WORK = f"""
businesses = list(Business.objects.order_by('pk'))
mine = businesses[int(os.environ['NUMBER'])]
for number in range({RUNS // WORKERS}):
    try:
        if number % 4:
            SmartSyncService(businesses[number % len(businesses)]).count('Bill')
        else:
            pull_changes(mine)
    except SyncError:
        pass  # the run keeps its reason
"""


@dataclass(frozen=True)
class Town:
    """Four companies, a clock that runs fast for them and for the workers, and the way behind their scenes."""

    backstage: Backstage
    businesses: list[Business]


@pytest.fixture
def town(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch, firm: Firm) -> Iterator[Town]:
    bent = tmp_path / "clock.json"
    bent.write_text(json.dumps({"scale": FASTER, "since": time.time()}))
    monkeypatch.setenv("ROWCOL_CLOCK_FILE", str(bent))
    with running_sandbox(tmp_path / "books", 0, tmp_path, COMPANIES) as sandbox:
        point_at(sandbox.url, settings)
        yield Town(Backstage(sandbox.url), [filled(firm, company) for company in COMPANIES])


def test_a_thousand_runs_under_30_percent_faults_end_done_and_break_no_limit(town: Town) -> None:
    SyncRun.objects.all().delete()
    town.backstage.tell("reset")
    town.backstage.tell("weather", share=SHARE, token_share=0.1, seconds=0.1)
    workers = [processes(1, KNOW_THE_HOUSE, WORK, NUMBER=str(n))[0] for n in range(WORKERS)]
    outputs(workers, 600)
    states = list(SyncRun.objects.values_list("state", flat=True))
    assert len(states) == RUNS
    assert states.count(RunState.DONE) >= 0.999 * RUNS, unhappy()
    met = town.backstage.state("weather")["met"]
    assert 0.25 < 1 - met["fine"] / sum(met.values()) < 0.35
    assert town.backstage.state()["throttle"]["breaches"] == {}
    assert not Circuit.objects.exclude(openings=0, open_until=None).exists()


def unhappy() -> list[tuple[str, str, str]]:
    return list(SyncRun.objects.exclude(state=RunState.DONE).values_list("kind", "state", "error"))
