"""What QuickBooks may send instead of books: the mirror keeps what it has, takes what it can, says what is wrong."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from ap.models import Bill
from core import clock
from core.models import AuditEntry, Business
from sandbox.exchange import HTML, XML, Answer
from sandbox.mischief import Planned
from sync.decode import decode
from sync.errors import ReconnectNeeded, SyncError, UnknownFault, Unreachable, Unreadable
from sync.models import Connection, Feed, FeedKind, RunState, SyncIssue, SyncRun
from sync.orchestrators.health import Health, sync_status
from sync.orchestrators.mirror import backfill, pull_changes
from tests.sync.small_company import SmallCompany, bill, company, connected, hasty_clock, in_a_hurry

__all__ = ["company", "connected", "hasty_clock", "in_a_hurry"]
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("in_a_hurry", "hasty_clock"),
]


@pytest.fixture
def mirrored(company: SmallCompany, connected: Business) -> Business:
    """Acme with one bill in its mirror, that the last pull of changes brought."""
    now = clock.now()
    Feed.objects.create(business=connected, kind=FeedKind.CHANGES, cursor=now)
    company.put("Bill", 1, encoded(bill(1, int(now.timestamp()))), at=int(now.timestamp()))
    pull_changes(connected)
    return connected


def encoded(thing: dict) -> bytes:
    return json.dumps(thing).encode()


def revoke(company: SmallCompany) -> None:
    """Somebody takes RowCol's access away inside QuickBooks."""
    company.service.tokens.revoke_grants(int(clock.now().timestamp()))


def let_expire(company: SmallCompany) -> None:
    """Nobody asked anything for more than a hundred days."""
    company.service.clock.move(advance=timedelta(days=101).total_seconds())
    Connection.objects.update(access_expires_at=clock.now())


@pytest.mark.parametrize("lose", [revoke, let_expire])
def test_a_grant_that_is_gone_breaks_the_connection_and_keeps_the_mirror(
    company: SmallCompany, mirrored: Business, lose: Callable[..., None]
) -> None:
    lose(company)
    with pytest.raises(ReconnectNeeded, match="Connect the company again; the mirror is kept"):
        pull_changes(mirrored)
    connection = Connection.objects.get()
    assert not connection.is_usable()
    assert connection.broken_why
    assert AuditEntry.objects.filter(action="connection broken").count() == 1
    assert Bill.objects.of(mirrored).get().qbo_id == "1"
    (status,) = sync_status(clock.now())
    assert (status.health, status.last_error) == (Health.DISCONNECTED, connection.broken_why)


def test_a_connection_that_is_made_again_catches_up(company: SmallCompany, mirrored: Business) -> None:
    revoke(company)
    with pytest.raises(ReconnectNeeded):
        pull_changes(mirrored)
    now = int(clock.now().timestamp())
    company.put("Bill", 2, encoded(bill(2, now)), at=now)
    company.connect(mirrored)
    assert pull_changes(mirrored).tallies["Bill"]["inserted"] == 1
    assert Bill.objects.of(mirrored).count() == 2


def cut_json(company: SmallCompany) -> None:
    company.mischief.answers["cdc"] = Answer(
        200, b'{"CDCResponse":[{"QueryResponse":[{"Bill":[{"Id":"1","Sync'
    )


def other_json(company: SmallCompany) -> None:
    company.mischief.answers["cdc"] = Answer(
        200, b'{"CDCResponse":{"Bill":1},"time":"2026-11-20T08:00:00-08:00"}'
    )


def without_time(company: SmallCompany) -> None:
    company.mischief.answers["cdc"] = Answer(200, b'{"CDCResponse":[]}')


def nothing(company: SmallCompany) -> None:
    company.mischief.answers["cdc"] = Answer(200, b"")


def xml_fault(company: SmallCompany) -> None:
    body = (
        b'<?xml version="1.0"?><IntuitResponse xmlns="http://schema.intuit.com/finance/v3"><Fault type="SystemFault">'
        b'<Error code="10000"><Message>An application error</Message></Error></Fault></IntuitResponse>'
    )
    company.mischief.answers["cdc"] = Answer(200, body, XML)


def web_page(company: SmallCompany) -> None:
    body = b"<html><head><title>Scheduled maintenance</title></head></html>"
    company.mischief.answers["cdc"] = Answer(200, body, HTML)


def unheard_of(company: SmallCompany) -> None:
    fault = {"Fault": {"Error": [{"code": "987654", "Message": "Quite new"}], "type": "NewFault"}}
    company.mischief.answers["cdc"] = Answer(400, encoded(fault))


def cut(company: SmallCompany) -> None:
    company.mischief.plan(Planned("cut", times=8))


@pytest.mark.parametrize(
    ("spoil", "error", "words"),
    [
        (cut_json, Unreadable, "cut or not a JSON object"),
        (other_json, Unreadable, "Expected `array`, got `object`"),
        (without_time, Unreadable, "missing required field `time`"),
        (nothing, Unreadable, "the body is empty"),
        (xml_fault, Unreachable, "An application error, code 10000"),
        (web_page, Unreadable, "a web page: Scheduled maintenance"),
        (unheard_of, UnknownFault, "Quite new, code 987654"),
        (cut, Unreachable, "connection failed"),
    ],
)
def test_an_answer_that_is_none_fails_the_run_in_words_and_changes_nothing(
    company: SmallCompany,
    mirrored: Business,
    spoil: Callable[..., None],
    error: type[SyncError],
    words: str,
) -> None:
    spoil(company)
    cursor = Feed.objects.get(kind=FeedKind.CHANGES).cursor
    with pytest.raises(error) as raised:
        pull_changes(mirrored)
    assert words in str(raised.value)
    run, feed = SyncRun.objects.first(), Feed.objects.get(kind=FeedKind.CHANGES)
    assert (run.state, run.error, feed.last_error) == (RunState.FAILED, str(raised.value), str(raised.value))
    assert feed.cursor == cursor
    assert Bill.objects.of(mirrored).get().qbo_id == "1"


def bare(name: str, value: bytes) -> bytes:
    """A bill with a value that no encoder would write."""
    return encoded(bill(0, **{name: "@"})).replace(b'"@"', value)


ODD = {
    "a NUL": encoded(bill(0, DocNumber="a\x00b")),
    "a NUL that no column keeps": encoded(bill(0, Memo="a\x00b")),
    "a text where an amount is meant": encoded(bill(0, TotalAmt="much")),
    "a list where a text is meant": encoded(bill(0, DocNumber=["1"])),
    "a text where an object is meant": encoded(bill(0, VendorRef="56")),
    "an amount too long for any column": bare("TotalAmt", b"1" + b"0" * 400),
    "an amount beyond all numbers": bare("TotalAmt", b"1e999999"),
    "an undeclared number beyond all numbers": bare("Odd", b"1e999999"),
    "a day that is none": encoded(bill(0, TxnDate="2026-02-31")),
    "no version": encoded(bill(0, MetaData={})),
    "no object at all": b"17",
    "bytes that are not UTF-8": bare("PrivateNote", b'"\xff\xfe"'),
}
BROKEN_TEXT = {
    "a lone surrogate": encoded(bill(0, PrivateNote="\ud800")),
    "a lone surrogate in a key": encoded(bill(0, **{"\udfff": 1})),
}


def put_among_good(company: SmallCompany, odd: dict[str, bytes]) -> list[bytes]:
    """Odd objects between two good bills; the bytes as they are served."""
    company.put("Bill", 1, encoded(bill(1)))
    served = [body.replace(b'"Id": "0"', f'"Id": "{n}"'.encode()) for n, body in enumerate(odd.values(), 2)]
    for number, body in enumerate(served, 2):
        company.put("Bill", number, body)
    company.put("Bill", 99, encoded(bill(99)))
    return served


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "odd",
    [
        pytest.param(ODD, id="values"),
        pytest.param(BROKEN_TEXT, id="broken text"),
    ],
)
def test_odd_objects_stand_aside_with_their_bytes_and_the_page_goes_on(
    company: SmallCompany, connected: Business, odd: dict[str, bytes]
) -> None:
    served = put_among_good(company, odd)
    run = backfill(connected, only=[Bill])
    assert run.state == RunState.DONE
    assert set(Bill.objects.of(connected).values_list("qbo_id", flat=True)) == {"1", "99"}
    issues = {bytes(issue.payload): issue.reason for issue in SyncIssue.objects.filter(resolved_at=None)}
    assert {name for name, body in zip(odd, served, strict=True) if not issues.get(body)} == set()
    expected = {"read": len(odd) + 2, "inserted": 2, "quarantined": len(odd)}
    assert run.tallies["Bill"] == run.tallies["Bill"] | expected
    (status,) = sync_status(clock.now())
    assert {entity.entity: entity.quarantined for entity in status.entities}["Bill"] == len(odd)


def test_an_oddity_is_not_named_by_an_id_that_the_database_cannot_keep() -> None:
    (odd,) = decode(Bill, [b'{"Id": "7\x00", "SyncToken": "0"}'], clock.now()).odd
    assert odd.qbo_id.startswith("#")


def test_an_odd_object_among_changes_does_not_hold_the_others_back(
    company: SmallCompany, mirrored: Business
) -> None:
    now = int(clock.now().timestamp())
    company.put("Bill", 2, encoded(bill(2, now, TotalAmt="much")), at=now)
    company.put("Bill", 3, encoded(bill(3, now)), at=now)
    before = Feed.objects.get(kind=FeedKind.CHANGES).cursor
    assert pull_changes(mirrored).state == RunState.DONE
    assert set(Bill.objects.of(mirrored).values_list("qbo_id", flat=True)) == {"1", "3"}
    assert SyncIssue.objects.get().reason == "TotalAmt is 'much', not DecimalField"
    assert Feed.objects.get(kind=FeedKind.CHANGES).cursor > before
