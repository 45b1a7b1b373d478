"""What a run leaves in the log while much goes wrong: whose it is, Intuit's id, no token, no word of the books."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from core import clock
from core.models import Business
from core.telling import about, facts
from rowcol.logs import OURS, JsonFormatter
from sandbox import faults
from sandbox.mischief import Planned
from sync import feeds, tasks
from sync.errors import SyncError
from sync.models import Connection, FeedKind, SyncRun
from sync.orchestrators.mirror import backfill
from sync.vault import unseal
from tests.sync.small_company import SmallCompany, company, connected, hasty_clock, in_a_hurry

__all__ = ["company", "connected", "hasty_clock", "in_a_hurry"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_a_hurry", "hasty_clock")]
TROUBLE = ("500", "429_json", "malformed_json", "html", "cut", "xml_fault", "fault_in_200", "401")


class Kept(logging.Handler):
    """The lines that the product would write as JSON."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonFormatter())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.split(".")[0] in OURS:
            self.lines.append(self.format(record))

    def records(self, logger: str = "sync") -> list[dict[str, Any]]:
        found = [json.loads(line) for line in self.lines]
        return [record for record in found if record["logger"].startswith(logger)]


@pytest.fixture
def log() -> Iterator[Kept]:
    """Everything of ours, down to the smallest word."""
    kept, root = Kept(), logging.getLogger()
    levels = {name: logging.getLogger(name).level for name in OURS}
    root.addHandler(kept)
    for name in OURS:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield kept
    root.removeHandler(kept)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def secrets() -> set[str]:
    row = Connection.objects.get()
    return {unseal(row.access_token), unseal(row.refresh_token)}


def names_in_the_books(company: SmallCompany) -> set[str]:
    """What people and accounts are called there; ordinary words are left out."""
    named = {"Vendor": "DisplayName", "Customer": "DisplayName", "Account": "FullyQualifiedName"}
    found = {each[name] for entity, name in named.items() for each in company.objects(entity)}
    return {name for name in found if len(name) > 8}


def test_a_run_under_faults_is_told_without_a_token_or_a_value(
    company: SmallCompany, connected: Business, log: Kept
) -> None:
    held = secrets()
    company.service.tokens.expire_access_tokens(int(company.service.clock.epoch()))
    for kind in TROUBLE:
        company.mischief.plan(Planned(kind))
    backfill(connected)
    text = "\n".join(log.lines)
    names = names_in_the_books(company)
    assert len(names) > 20
    assert [name for name in names if name in text] == []
    assert [secret for secret in held | secrets() if secret in text] == []
    run = SyncRun.objects.get(kind=FeedKind.BACKFILL)
    calls = log.records("sync.qbo")
    assert {(record["business"], record["run"]) for record in calls} == {("acme", run.pk)}
    assert {"AccessTokenRejected", "SlowDown", "Unreachable", "Unreadable"} <= {
        record.get("error") for record in calls
    }
    assert all(record["intuit_tid"] for record in calls if record.get("status") == 200)


def test_a_feed_that_fails_says_why_in_fields_and_leaves_the_words_to_the_run(
    company: SmallCompany, connected: Business, log: Kept
) -> None:
    company.refuse("CompanyInfo", faults.Fault("4001", "Invalid query", "Confidential & Sons"))
    company.refuse("Account", faults.Fault("4001", "Invalid query", "Confidential & Sons"))
    (feed_id,) = feeds.claim_due(clock.now(), [FeedKind.BACKFILL])
    tasks.run_feed(feed_id)
    (record,) = log.records("sync.tasks")
    assert (record["message"], record["business"]) == ("the backfill feed failed", "acme")
    assert (record["error"], record["code"]) == ("BadQuestion", "4001")
    assert "Confidential" not in "\n".join(log.lines)
    assert "Confidential & Sons" in SyncRun.objects.get().error


def test_whatever_is_logged_within_a_run_is_about_it(log: Kept) -> None:
    with about(business="acme", run=7):
        logging.getLogger("sync.anything").info("words", extra=facts(entity="Bill", nothing=""))
    logging.getLogger("sync.anything").info("afterwards")
    inside, outside = log.records("sync.anything")
    assert {name: inside[name] for name in ("business", "run", "entity")} == {
        "business": "acme",
        "run": 7,
        "entity": "Bill",
    }
    assert "nothing" not in inside
    assert "run" not in outside


def test_an_error_with_words_of_the_books_gives_its_kind_to_the_log() -> None:
    why = SyncError("Duplicate name: Fjord & Pine", code="6240", intuit_tid="1-abc")
    assert why.facts() == {"error": "SyncError", "code": "6240", "intuit_tid": "1-abc"}
