"""QuickBooks lets two companies wait; what a third is told by webhook is in the mirror within a minute all the same."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings as configured
from pytest_django import Settings

from ar.models import Customer
from core import clock
from core.models import Business, Firm
from rowcol import processes
from rowcol.demo.children import Child
from rowcol.demo.sandbox import REALM, Company, running_sandbox
from sync.models import RunKind, RunState, SyncRun, WebhookDelivery
from tests.conftest import point_at
from tests.prove.filled import filled
from tests.sync.backstage import Backstage
from tests.sync.bell import body_of, cloud_event, ring
from tests.sync.elsewhere import same_place

pytestmark = [pytest.mark.prove, pytest.mark.django_db(transaction=True)]

WITHIN_SECONDS, PATIENCE = 60, 90
COMPANIES = [Company("consulting", f"Company {n}", f"{int(REALM) + n}", days=5) for n in range(3)]
AT_WORK = ("worker", "bells", "beat")


@dataclass(frozen=True)
class Town:
    """Three companies that have been read, with workers and beat really running."""

    backstage: Backstage
    businesses: list[Business]

    def enter_a_customer(self, number: int) -> str:
        """Somebody enters a customer in this company's books, and QuickBooks rings; the customer's name."""
        company, name = COMPANIES[number], f"New at {number}"
        change = {"operation": "create", "entity": "Customer", "body": {"DisplayName": name}}
        made = self.backstage.tell(f"companies/{company.realm}/changes", **change)["Customer"]
        event = cloud_event(company.realm, "Customer", made["Id"], "created", clock.now())
        assert ring(body_of(event)).status_code == 200
        return name

    def is_waiting(self, number: int) -> bool:
        """Whether a pull of this company's has been refused and is under way nevertheless."""
        under_way = SyncRun.objects.filter(state=RunState.RUNNING, kind=RunKind.EVENTS, calls__gt=0)
        return under_way.filter(business=self.businesses[number]).exists()


@pytest.fixture
def town(tmp_path: Path, settings: Settings, firm: Firm) -> Iterator[Town]:
    with ExitStack() as stack:
        sandbox = stack.enter_context(running_sandbox(tmp_path / "books", 0, tmp_path, COMPANIES))
        point_at(sandbox.url, settings)
        businesses = [filled(firm, company) for company in COMPANIES]
        place = {**same_place(), "ROWCOL_VAR": str(tmp_path), "CELERY_BROKER_URL": "filesystem://"}
        for name in AT_WORK:
            command = processes.commands("unused")[name]
            child = Child(name, command, configured.ROOT, tmp_path / "log", {**place, "REDIS_URL": ""})
            child.start()
            stack.callback(child.stop)
        yield Town(Backstage(sandbox.url), businesses)


def seconds_until(is_so: Callable[[], bool]) -> float:
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < PATIENCE, "it did not come to that"
        time.sleep(0.1)
    return time.monotonic() - began


def test_two_companies_that_wait_hold_up_no_third(town: Town) -> None:
    for number in (0, 1):
        town.backstage.fault("429_json", times=3, class_="queries", realm=COMPANIES[number].realm)
        town.enter_a_customer(number)
    seconds_until(lambda: town.is_waiting(0) and town.is_waiting(1))
    name = town.enter_a_customer(2)
    took = seconds_until(lambda: Customer.objects.of(town.businesses[2]).filter(name=name).exists())
    assert took < WITHIN_SECONDS
    assert town.is_waiting(0)
    assert town.is_waiting(1)
    assert not WebhookDelivery.objects.filter(read_at=None).exists()
