"""What bodies of webhooks say, in both formats, and how little sense they may make."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from sync.models import Operation
from sync.notices import CLOUD_EVENTS, LEGACY, UNREADABLE, Contents, Notice, open_delivery
from tests.sync.bell import body_of, cloud_event, legacy, legacy_entity

AT = datetime(2026, 11, 20, 16, 22, 31, 412907, UTC)
REALM, OTHER = "9341450000000001", "9341450000000002"


def opened(body: bytes) -> Contents:
    """Received within the second."""
    return open_delivery(body, AT)


def only(body: bytes) -> Notice:
    [notice] = opened(body).notices
    return notice


def test_a_cloud_event_with_nine_digits_of_a_second() -> None:
    said = cloud_event(
        REALM, "Invoice", "1043", "updated", AT, id="6f0a", time="2026-11-20T16:22:31.412907518Z"
    )
    assert only(body_of(said)) == Notice("6f0a", REALM, "invoice", "1043", Operation.UPDATED, AT)


def test_an_event_of_the_old_format_has_an_id_made_of_what_it_says() -> None:
    said = legacy(REALM, legacy_entity("Payment", "1061", "Create", AT))
    notice = only(body_of(said))
    assert (notice.entity, notice.qbo_id, notice.operation) == ("payment", "1061", Operation.CREATED)
    assert notice.happened_at == AT.replace(microsecond=0)
    assert notice.event_id == only(body_of(said)).event_id
    others = [
        legacy(OTHER, legacy_entity("Payment", "1061", "Create", AT)),
        legacy(REALM, legacy_entity("Payment", "1062", "Create", AT)),
        legacy(REALM, legacy_entity("Payment", "1061", "Update", AT)),
        legacy(REALM, legacy_entity("Invoice", "1061", "Create", AT)),
        legacy(REALM, legacy_entity("Payment", "1061", "Create", AT.replace(second=32))),
    ]
    assert len({notice.event_id, *(only(body_of(other)).event_id for other in others)}) == 6


def test_several_companies_in_one_body() -> None:
    old = body_of(
        legacy(REALM, legacy_entity("Bill", "1", "Create", AT), legacy_entity("Bill", "2", "Create", AT)),
        legacy(OTHER, legacy_entity("Bill", "1", "Create", AT)),
    )
    new = body_of(*(cloud_event(realm, "Bill", "1", "created", AT) for realm in (REALM, REALM, OTHER)))
    for body, kind in ((old, LEGACY), (new, CLOUD_EVENTS)):
        contents = opened(body)
        assert contents.format == kind
        assert [notice.realm_id for notice in contents.notices] == [REALM, REALM, OTHER]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("void", Operation.VOIDED),
        ("voided", Operation.VOIDED),
        ("VOID", Operation.VOIDED),
        ("Delete", Operation.DELETED),
        ("deleted", Operation.DELETED),
        ("Emailed", Operation.EMAILED),
        ("merged", Operation.MERGED),
        ("never heard of", Operation.UPDATED),
    ],
)
def test_operations_in_any_case_and_both_spellings(said: str, meant: Operation) -> None:
    assert only(body_of(cloud_event(REALM, "Bill", "1", said, AT))).operation == meant
    assert only(body_of(legacy(REALM, legacy_entity("Bill", "1", said, AT)))).operation == meant


def test_a_merge_names_the_id_that_is_lost() -> None:
    old = legacy(REALM, legacy_entity("Customer", "12", "Merge", AT, deletedId="27"))
    new = cloud_event(REALM, "Customer", "12", "merged", AT, data={"deletedId": "27"})
    assert [(only(body_of(each)).qbo_id, only(body_of(each)).lost_id) for each in (old, new)] == [
        ("12", "27")
    ] * 2


@pytest.mark.parametrize("offset", ["-0700", "-07:00"])
def test_an_offset_with_and_without_a_colon(offset: str) -> None:
    said = legacy_entity("Bill", "1", "Update", AT) | {"lastUpdated": f"2026-11-20T09:22:31.000{offset}"}
    assert only(body_of(legacy(REALM, said))).happened_at == AT.replace(microsecond=0)


@pytest.mark.parametrize(
    "odd",
    [
        {"id": None},
        {"type": "stripe.charge.updated"},
        {"type": 7},
        {"intuitentityid": "1 OR 1=1"},
        {"intuitentityid": "a\x00b"},
        {"intuitentityid": ""},
        {"intuitaccountid": {"value": "9"}},
        {"time": "yesterday"},
        {"time": "2026-11-20T16:22:31"},
        {"time": "0001-01-01T00:00:00+14:00"},
        {"time": "1999-12-31T23:59:59+00:00"},
        {"time": "2026-11-21T16:22:32+00:00"},
        {"time": "9999-12-31T23:59:59-12:00"},
    ],
)
def test_an_odd_event_does_not_spoil_its_neighbours(odd: dict[str, Any]) -> None:
    good, bad = cloud_event(REALM, "Bill", "1", "updated", AT), cloud_event(REALM, "Bill", "2", "updated", AT)
    contents = opened(body_of(bad | odd, good))
    assert [notice.qbo_id for notice in contents.notices] == ["1"]
    assert list(contents.odd.values()) == [1]


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_an_instant_at_the_edge_of_all_time_is_odd_in_the_old_format_too(year: str) -> None:
    good, bad = legacy_entity("Bill", "1", "Update", AT), legacy_entity("Bill", "2", "Update", AT)
    contents = opened(body_of(legacy(REALM, bad | {"lastUpdated": f"{year}-12-31T23:59:59+00:00"}, good)))
    assert [notice.qbo_id for notice in contents.notices] == ["1"]
    assert contents.odd == {"odd: lastUpdated": 1}


@pytest.mark.parametrize(
    "body", [b"", b"nonsense", b"\xff", b"[" * 5000, b"{}", b"7", b'{"eventNotifications": {}}']
)
def test_a_body_that_cannot_be_read_says_why(body: bytes) -> None:
    contents = opened(body)
    assert (contents.format, contents.notices) == (UNREADABLE, [])
    assert contents.trouble


@pytest.mark.parametrize(
    "company",
    [None, 7, {}, {"realmId": REALM}, legacy(REALM) | {"dataChangeEvent": []}, legacy(REALM, {"name": []})],
)
def test_an_odd_company_is_counted(company: Any) -> None:
    contents = opened(json.dumps({"eventNotifications": [company]}).encode())
    assert (contents.notices, contents.odd.total()) == ([], 1)


def test_an_id_too_long_to_keep_still_tells_events_apart() -> None:
    ids = [only(body_of(cloud_event(REALM, "Bill", "1", "updated", AT, id=c * 5000))).event_id for c in "aab"]
    assert ids[0] == ids[1] != ids[2]
    assert len(ids[0]) <= 200
