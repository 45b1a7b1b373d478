"""Four workers that ask one company as fast as they may stay within its limits, as the company itself counts."""

import pytest

from sync.models import Connection
from tests.sync.backstage import Backstage
from tests.sync.elsewhere import outputs, processes

pytestmark = [pytest.mark.prove, pytest.mark.django_db(transaction=True)]

WORKERS, SECONDS = 4, 15
KNOW_THE_HOUSE = """
import time
from core.models import Business
from sync.errors import SlowDown
from sync.smart_sync import SmartSyncService
business = Business.objects.get()
"""
HAMMER = f"""
end, asked = time.time() + {SECONDS}, 0
while time.time() < end:
    asked += 1
    try:
        SmartSyncService(business, people=asked % 3 == 0).count('Bill', f"Balance > '{{asked}}'")
    except SlowDown:
        pass  # a person is told so rather than kept waiting
"""


def test_four_workers_and_one_company(connection: Connection, backstage: Backstage) -> None:
    outputs(processes(WORKERS, KNOW_THE_HOUSE, HAMMER), SECONDS + 60)
    throttle = backstage.state()["throttle"]
    assert throttle["breaches"] == {}
    peaks = throttle["peaks"][connection.realm_id]
    assert peaks["per_second"] >= 7, "and the limit is made use of"
