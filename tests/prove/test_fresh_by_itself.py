"""With worker and beat really running, what is posted to QuickBooks is on the pages within a minute, nobody acting."""

import csv
import io
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import requests
from django.utils.text import slugify

from core import clock
from rowcol.demo.sandbox import BUSINESS, COMPANIES, REALM, Company
from tests.prove.running_demo import Demo

pytestmark = pytest.mark.prove

WITHIN_SECONDS, WITHIN_SECONDS_BY_WEBHOOK, LOOK_SECONDS = 60, 15, 0.5
CUSTOMER, AMOUNT = "Quillfeather & Daughters", "12,345.67"


@dataclass
class Office:
    """The demo's pages as a person of the firm sees them, and the books next door."""

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

    def enter(self, entity: str, *, realm: str = REALM, **body: Any) -> dict[str, str]:
        """Create an object in the books; a reference to it."""
        change = {"operation": "create", "entity": entity, "body": body}
        answer = requests.post(f"{self.books}/_sandbox/companies/{realm}/changes", json=change, timeout=20)
        assert answer.status_code == 200, answer.text
        return {"value": answer.json()[entity]["Id"]}

    def asked_for_changes(self, realm: str) -> int:
        """How often QuickBooks was asked what changed in a company's books."""
        asked = requests.get(f"{self.books}/_sandbox/", timeout=20).json()["asked"]
        return int(asked.get(realm, {}).get("cdc", 0))


@pytest.fixture(scope="module")
def office(any_demo: Demo) -> Office:
    """Signed in to a demo, on either broker."""
    made = Office(any_demo.address.rstrip("/"), any_demo.books, requests.Session())
    made.browser.headers["Connection"] = "close"  # the server hangs up on the silent
    made.sign_in(any_demo.login.email, any_demo.login.password)
    return made


def seconds_until(is_so: Callable[[], bool]) -> float:
    """How long it took; fails after a minute."""
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < WITHIN_SECONDS, "a minute passed"
        time.sleep(LOOK_SECONDS)
    return time.monotonic() - began


def post_an_invoice(office: Office, realm: str = REALM, name: str = CUSTOMER) -> None:
    """A new customer is billed for a new service, due in a week."""
    customer = office.enter("Customer", realm=realm, DisplayName=name)
    kind = {"AccountType": "Income", "AccountSubType": "ServiceFeeIncome"}
    income = office.enter("Account", realm=realm, Name=f"Work for {name}", **kind)
    item = office.enter("Item", realm=realm, Name=f"Quills {name}", Type="Service", IncomeAccountRef=income)
    today = clock.now().date()
    line = {
        "Amount": 12345.67,
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": {"ItemRef": item},
    }
    due = str(today + timedelta(days=7))
    dates = {"TxnDate": str(today), "DueDate": due}
    office.enter("Invoice", realm=realm, CustomerRef=customer, **dates, Line=[line])


def board_of(office: Office) -> dict[str, str]:
    rows = csv.DictReader(io.StringIO(office.page("/board.csv")))
    return next(row for row in rows if row["client"] == BUSINESS)


def test_a_webhook_alone_brings_an_invoice_within_seconds(office: Office) -> None:
    """To a company at which nobody looks: nobody asked what had changed, so it was told.

    The planned pull may fall into these very seconds, hardly three times in a row.
    """
    other = COMPANIES[1]
    seconds_until(lambda: office.asked_for_changes(other.realm) > 1)  # the worker has taken over
    assert any(was_told(office, other, f"{CUSTOMER} {number}") for number in range(3))


def was_told(office: Office, other: Company, name: str) -> bool:
    """Whether an invoice came within seconds and nobody had asked for changes."""
    digest = f"/api/v1/businesses/{slugify(other.name)}/digest/"
    assert name not in office.page(digest)
    before = office.asked_for_changes(other.realm)
    post_an_invoice(office, other.realm, name)
    assert seconds_until(lambda: name in office.page(digest)) < WITHIN_SECONDS_BY_WEBHOOK
    return office.asked_for_changes(other.realm) == before


def test_an_invoice_posted_next_door_is_on_the_digest_within_a_minute(office: Office) -> None:
    digest = f"/b/{BUSINESS.lower().replace(' ', '-')}/"
    assert AMOUNT not in office.page(digest)
    post_an_invoice(office)
    took = seconds_until(lambda: AMOUNT in office.page(digest))
    assert took < WITHIN_SECONDS
    assert CUSTOMER.replace("&", "&amp;") in office.page(digest)


def test_the_boards_line_is_computed_by_itself(office: Office) -> None:
    assert seconds_until(lambda: board_of(office)["available_cash"] != "unknown") < WITHIN_SECONDS
    line = board_of(office)
    assert line["status"] in {"red", "amber", "green"}
    assert line["low_point"] != "unknown"
    assert line["connection"] == "Connected"
