"""With worker and beat really running, what is posted to QuickBooks is on the pages within a minute, nobody acting."""

import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from django.conf import settings

from core import clock
from rowcol.demo.sandbox import BUSINESS, REALM
from rowcol.embedded import EmbeddedPostgres
from tests.prove.browser.conftest import STOP_SECONDS, wait_until_ready
from tests.rowcol.test_demo import free_port

pytestmark = pytest.mark.prove

WITHIN_SECONDS, LOOK_SECONDS, SET_UP_SECONDS = 60, 0.5, 240
CUSTOMER, AMOUNT = "Quillfeather & Daughters", "12,345.67"


@dataclass
class Demo:
    """A running demo: its pages as its advisor sees them, and the books next door."""

    address: str
    books: str
    browser: requests.Session

    def sign_in(self, email: str, password: str) -> None:
        form = self.browser.get(f"{self.address}/login/").text
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
        assert token is not None
        said = {"username": email, "password": password, "csrfmiddlewaretoken": token[1]}
        assert self.browser.post(f"{self.address}/login/", said).url == f"{self.address}/"

    def page(self, path: str) -> str:
        answer = self.browser.get(f"{self.address}{path}")
        assert answer.status_code == 200
        return answer.text

    def enter(self, entity: str, **body: Any) -> dict[str, str]:
        """Create an object in the books; a reference to it."""
        change = {"operation": "create", "entity": entity, "body": body}
        answer = requests.post(f"{self.books}/_sandbox/companies/{REALM}/changes", json=change, timeout=20)
        assert answer.status_code == 200, answer.text
        return {"value": answer.json()[entity]["Id"]}


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    """The whole demo on ports, books and a database of its own."""
    with tempfile.TemporaryDirectory(prefix="rowcol-test-", ignore_cleanup_errors=True) as folder:
        var, port, next_door = Path(folder), free_port(), free_port()
        ports = {"PORT": str(port), "SANDBOX_PORT": str(next_door)}
        running = subprocess.Popen(
            [sys.executable, "-u", "manage.py", "demo"],
            cwd=settings.ROOT,
            env={**os.environ, "ROWCOL_VAR": str(var), "DATABASE_URL": "", **ports},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            wait_until_ready(running, SET_UP_SECONDS)
            made = Demo(f"http://localhost:{port}", f"http://127.0.0.1:{next_door}", requests.Session())
            made.browser.headers["Connection"] = "close"  # the server hangs up on the silent
            made.sign_in(**json.loads((var / "demo.json").read_text()))
            yield made
        finally:
            running.terminate()
            running.communicate(timeout=STOP_SECONDS)
            EmbeddedPostgres(var).stop()


def seconds_until(is_so: Callable[[], bool]) -> float:
    """How long it took; fails after a minute."""
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < WITHIN_SECONDS, "a minute passed"
        time.sleep(LOOK_SECONDS)
    return time.monotonic() - began


def post_an_invoice(demo: Demo) -> None:
    """A new customer is billed for a new service, due in a week."""
    customer = demo.enter("Customer", DisplayName=CUSTOMER)
    income = demo.enter("Account", Name="Quill work", AccountType="Income", AccountSubType="ServiceFeeIncome")
    item = demo.enter("Item", Name="Quills", Type="Service", IncomeAccountRef=income)
    today = clock.now().date()
    line = {
        "Amount": 12345.67,
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": {"ItemRef": item},
    }
    due = str(today + timedelta(days=7))
    demo.enter("Invoice", CustomerRef=customer, TxnDate=str(today), DueDate=due, Line=[line])


def board_of(demo: Demo) -> dict[str, str]:
    rows = csv.DictReader(io.StringIO(demo.page("/board.csv")))
    return next(row for row in rows if row["client"] == BUSINESS)


def test_an_invoice_posted_next_door_is_on_the_digest_within_a_minute(demo: Demo) -> None:
    digest = f"/b/{BUSINESS.lower().replace(' ', '-')}/"
    assert AMOUNT not in demo.page(digest)
    post_an_invoice(demo)
    took = seconds_until(lambda: AMOUNT in demo.page(digest))
    assert took < WITHIN_SECONDS
    assert CUSTOMER.replace("&", "&amp;") in demo.page(digest)


def test_the_boards_line_is_computed_by_itself(demo: Demo) -> None:
    assert seconds_until(lambda: board_of(demo)["available_cash"] != "unknown") < WITHIN_SECONDS
    line = board_of(demo)
    assert line["status"] in {"red", "amber", "green"}
    assert line["low_point"] != "unknown"
    assert line["connection"] == "Connected"
