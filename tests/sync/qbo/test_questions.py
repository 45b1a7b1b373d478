"""What is sent to QBO: escapes, instants with their offset, the right form for each kind of write."""

import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from sync.errors import BadQuestion, WriteBackOff
from sync.qbo import client, questions

NOON = datetime(2026, 11, 20, 12, 0, 0, 999_999, UTC)


def test_quotes_and_backslashes_are_escaped() -> None:
    assert questions.literal("Amy's Bird\\Sanctuary") == "'Amy\\'s Bird\\\\Sanctuary'"


def test_instants_carry_their_offset() -> None:
    pacific = NOON.astimezone(timezone(timedelta(hours=-8)))
    assert questions.literal(pacific) == "'2026-11-20T04:00:00-08:00'"
    assert questions.instant(NOON) == "2026-11-20T12:00:00+00:00"
    with pytest.raises(BadQuestion, match="no time zone"):
        questions.instant(NOON.replace(tzinfo=None))


def test_short_queries_go_in_the_address_and_long_ones_in_the_body() -> None:
    short, long = (
        questions.query("select * from Bill"),
        questions.query("select * from Bill where Id in (" + "'1'," * 900),
    )
    assert (short.method, short.params["query"], short.body) == ("GET", "select * from Bill", None)
    assert (long.method, long.content_type, dict(long.params)) == ("POST", "application/text", {})


def test_money_is_written_as_the_number_it_is() -> None:
    question = questions.save("Payment", {"TotalAmt": Decimal("1250.10")})
    assert question.body == b'{"TotalAmt":1250.10}'


@pytest.mark.parametrize(
    ("entity", "params", "sparse"),
    [
        ("Invoice", {"operation": "void"}, None),
        ("Payment", {"operation": "update", "include": "void"}, True),
        ("BillPayment", {"operation": "update", "include": "void"}, True),
        ("SalesReceipt", {"operation": "update", "include": "void"}, True),
    ],
)
def test_each_kind_is_voided_in_its_own_form(
    entity: str, params: dict[str, str], sparse: bool | None
) -> None:
    question = questions.void(entity, {"Id": "1", "SyncToken": "0"})
    assert (question.path, dict(question.params)) == (entity.lower(), params)
    assert json.loads(question.body or b"").get("sparse") is sparse


def test_the_request_id_joins_what_is_asked_already() -> None:
    question = questions.delete("Bill", {"Id": "1", "SyncToken": "0"}).with_request_id("abc")
    assert dict(question.params) == {"operation": "delete", "requestid": "abc"}


WRITE, READ = True, False


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        (questions.query("select * from Bill"), READ),
        (questions.query("select * from Bill where Id in (" + "'1'," * 900), READ),
        (questions.changes(["Bill"], NOON), READ),
        (questions.read("Bill", "1"), READ),
        (questions.report("AgedPayables", {}), READ),
        (questions.batch([{"bId": "1", "Query": "select * from Bill"}]), READ),
        (questions.batch([{"bId": "1", "Query": "", "Bill": {}}]), WRITE),
        (questions.batch([{"bId": "1", "operation": "delete", "Bill": {}}]), WRITE),
        (questions.save("Bill", {}), WRITE),
        (questions.delete("Bill", {}), WRITE),
        (questions.void("Invoice", {}), WRITE),
        (questions.send("Invoice", "1"), WRITE),
        (questions.Question("read", "POST", "bill/1"), WRITE),
        (questions.Question("read", "PUT", "query"), WRITE),
    ],
    ids=str,
)
def test_what_could_change_the_books_is_a_write_whatever_it_calls_itself(
    question: questions.Question, kind: bool
) -> None:
    assert question.is_write() is kind


def test_a_write_without_a_permit_is_not_sent_whoever_asks() -> None:
    with pytest.raises(WriteBackOff, match="carries no permit"):
        client.ask(questions.save("Bill", {"Id": "1"}), "9130", "a-token")


@pytest.mark.parametrize("size", [0, 31])
def test_a_batch_takes_one_to_thirty_items(size: int) -> None:
    with pytest.raises(BadQuestion, match="1 to 30"):
        questions.batch([{"bId": str(number)} for number in range(size)])


def test_an_exchange_rate_is_asked_by_currency_and_day() -> None:
    question = questions.read("ExchangeRate", "EUR:USD:2026-11-20")
    assert (question.path, question.params["sourcecurrencycode"], question.params["asofdate"]) == (
        "exchangerate",
        "EUR",
        "2026-11-20",
    )


def test_an_id_cannot_leave_its_place_in_the_path() -> None:
    assert questions.read("Bill", "1/../../x?y").path == "bill/1%2F..%2F..%2Fx%3Fy"
