"""Questions that are put together in one call and answered one by one."""

import json
from collections.abc import Callable

import pytest

from ap.models import Bill, Vendor
from bank.models import Account
from core.models import Business
from sandbox import switches
from sync.batched import Batched
from sync.counting import counts_of, question
from sync.decode import decode
from sync.envelope import open_page
from sync.paging import Place, pages
from sync.paging import question as page
from sync.smart_sync import SmartSyncService
from tests.sync.clerk import Clerk, clerk, mirrored
from tests.sync.small_company import REALM, SmallCompany, bill, company, connected, in_a_hurry

__all__ = ["clerk", "company", "connected", "in_a_hurry", "mirrored"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_a_hurry")]
SIZE = 1000
ACCOUNTS, BILLS = page(Account, Place(), SIZE), page(Bill, Place(), SIZE)
Served = Callable[[], dict[str, int]]


@pytest.fixture
def gate(mirrored: Business) -> Batched:
    return Batched(SmartSyncService(mirrored))


@pytest.fixture
def served(gate: Batched, company: SmallCompany) -> Served:
    """Calls by class since the mirror was filled."""
    company.service.meter.reset()
    return lambda: {
        kind: count
        for kind, count in company.service.meter.report()["asked"].get(REALM, {}).items()
        if kind in ("queries", "batch")
    }


def test_what_was_asked_together_is_answered_without_another_call(gate: Batched, served: Served) -> None:
    gate.ask([question(Account), question(Vendor), ACCOUNTS])
    (read,) = pages(gate, Account, Place(), SIZE)
    assert len(read.decoded.rows) == counts_of(gate.answers, [Account])[Account] == 50
    assert counts_of(gate.answers, [Vendor, Bill]) == {Vendor: 1}, "bills were not counted"
    assert served() == {"batch": 1}


def test_the_answer_is_the_one_that_would_have_come_alone(gate: Batched) -> None:
    gate.ask([ACCOUNTS])
    together, alone = open_page(gate.query(ACCOUNTS), Account), open_page(gate.gate.query(ACCOUNTS), Account)
    assert together.objects == alone.objects
    assert together.at <= alone.at


def test_what_was_not_asked_together_is_asked_when_it_is_wanted(gate: Batched, served: Served) -> None:
    gate.ask([ACCOUNTS])
    assert open_page(gate.query(BILLS), Bill).objects == []
    assert served() == {"batch": 1, "queries": 1}


def test_more_than_thirty_questions_are_two_calls(gate: Batched, served: Served) -> None:
    gate.ask([page(Account, Place(position=number), SIZE) for number in range(1, 32)])
    assert served() == {"batch": 2}


def test_a_question_that_is_refused_is_asked_alone(gate: Batched, served: Served, clerk: Clerk) -> None:
    """Bills do not fit into an answer that holds the accounts."""
    clerk.import_bills(980)
    gate.ask([question(Bill), ACCOUNTS, BILLS])
    assert gate.answers.keys() == {question(Bill), ACCOUNTS}
    assert len(open_page(gate.query(BILLS), Bill).objects) == 980
    assert served() == {"batch": 1, "queries": 1}


def test_an_answer_that_may_have_been_cut_is_not_believed(
    gate: Batched, served: Served, clerk: Clerk
) -> None:
    """Where QuickBooks cuts in silence, an answer that holds a thousand objects is all that shows."""
    switches.write(clerk.company.store, REALM, "batch_overflow", "truncate")
    clerk.import_bills(980)
    gate.ask([question(Bill), ACCOUNTS, BILLS])
    assert gate.answers.keys() == {question(Bill)}
    assert len(open_page(gate.query(BILLS), Bill).objects) == 980
    assert served() == {"batch": 1, "queries": 1}


def test_an_object_that_cannot_be_read_spoils_none_of_the_answers(
    gate: Batched, company: SmallCompany
) -> None:
    """Half a surrogate pair: the object is set aside as QuickBooks sent it, all others are there."""
    spoiled = json.dumps(bill(7, PrivateNote="half \ud83d a smile")).encode()
    company.put("Bill", 7, spoiled)
    company.put("Bill", 8, json.dumps(bill(8)).encode())
    gate.ask([BILLS, ACCOUNTS])
    answer = open_page(gate.query(BILLS), Bill)
    found = decode(Bill, answer.objects, answer.at)
    assert (found.rows.keys(), [odd.qbo_id for odd in found.odd]) == ({"8"}, ["7"])
    assert b"\\ud83d" in answer.objects[0] + answer.objects[1]
    assert len(open_page(gate.query(ACCOUNTS), Account).objects) == 50
