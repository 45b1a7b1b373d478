"""Pages in several web processes that need the same live read share one call, also when the one who asks is killed."""

import pytest

from sync.models import Connection, RunState, SharedRead, SyncRun
from tests.sync.backstage import Backstage
from tests.sync.elsewhere import outputs, processes

pytestmark = [pytest.mark.prove, pytest.mark.django_db(transaction=True)]

KNOW_THE_HOUSE = """
from concurrent.futures import ThreadPoolExecutor
from django.db import connections
from core.models import Business
from sync.smart_sync import SmartSyncService

def page(_):
    try:
        gate = SmartSyncService(Business.objects.get(), people=True, within=10.0)
        return gate.query('select * from Customer maxresults 5')
    finally:
        connections.close_all()
"""
FIVE_PAGES = """
with ThreadPoolExecutor(5) as pages:
    print(len(set(pages.map(page, range(5)))))
"""
ONE_PAGE = "print('asking', flush=True); print(len(page(0)))"


def test_twenty_pages_in_four_processes_cost_one_call(connection: Connection, backstage: Backstage) -> None:
    backstage.fault("slow", seconds=2.0)
    assert outputs(processes(4, KNOW_THE_HOUSE, FIVE_PAGES), 60) == ["1\n"] * 4
    assert len(backstage.requests()) == 1
    assert list(SyncRun.objects.values_list("state", "calls")).count((RunState.DONE, 0)) == 19


def test_when_the_process_that_asks_is_killed_another_asks(
    connection: Connection, backstage: Backstage
) -> None:
    backstage.fault("slow", seconds=20.0)
    backstage.fault("slow", seconds=5.0)  # long enough for whoever was started later to wait as well
    (leader,) = processes(1, KNOW_THE_HOUSE, ONE_PAGE)
    while not backstage.requests() and not SharedRead.objects.exists():
        assert leader.poll() is None
    others = processes(3, KNOW_THE_HOUSE, ONE_PAGE)
    leader.kill()
    leader.communicate()
    assert len(set(outputs(others, 60))) == 1
    assert len(SyncRun.objects.filter(calls=1)) == 1, "one call for the three who were left"
