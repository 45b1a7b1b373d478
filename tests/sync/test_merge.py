"""Every road over every mirror: what is read is kept, newer wins, the dead stay dead, the odd stand aside."""

import json
from datetime import timedelta
from decimal import Decimal
from itertools import permutations

import pytest

from ap.models import Bill, BillLine, BillPayment, BillPaymentLine, Vendor
from ar.models import Customer, Invoice
from bank.models import Account
from core.mirror import ListMirror, Mirror, MirrorIsReadOnly, children_of, mapped_fields, mirrors
from core.models import Business
from sync.merge import Tally, join, merge
from sync.models import SyncIssue
from tests.sync.payloads import NOON, encoded, payload, stored_id, tombstone

pytestmark = pytest.mark.django_db
NAMES = {Account: "Name", Customer: "DisplayName", Vendor: "DisplayName"}
every_mirror = pytest.mark.parametrize("model", mirrors(), ids=lambda model: model.qbo.name)


def take(business: Business, model: type[Mirror], *objects: dict, minutes: int = 60) -> Tally:
    """Merge objects of an answer given so many minutes after noon."""
    return merge(business, model, encoded(*objects), NOON + timedelta(minutes=minutes))


def only(model: type[Mirror]) -> Mirror:
    return model.objects.defer(None).get()


@every_mirror
def test_every_mapped_column_is_filled(acme: Business, model: type[Mirror]) -> None:
    tally = take(acme, model, payload(model))
    row = only(model)
    assert tally.counts() | {"read": 1, "inserted": 1} == tally.counts()
    assert row.qbo_id == stored_id(model)
    assert [field.name for field in mapped_fields(model) if getattr(row, field.name) is None] == []
    assert row.payload == payload(model)


@every_mirror
def test_an_older_version_never_overwrites_a_newer_one(acme: Business, model: type[Mirror]) -> None:
    take(acme, model, payload(model, version=3))
    tally = take(acme, model, payload(model, version=2), minutes=90)
    assert (tally.older, tally.changed()) == (1, 0)
    assert version_of(model) == 3


@every_mirror
def test_the_same_answer_twice_changes_nothing(acme: Business, model: type[Mirror]) -> None:
    take(acme, model, payload(model))
    assert take(acme, model, payload(model)).changed() == 0
    assert take(acme, model, payload(model), minutes=90).counts() | {"unchanged": 1, "updated": 0} == {
        **Tally(read=1, unchanged=1).counts()
    }


@every_mirror
def test_a_page_that_names_an_object_twice_keeps_the_newest(acme: Business, model: type[Mirror]) -> None:
    tally = take(acme, model, payload(model, version=2), payload(model, version=5), payload(model, version=4))
    assert (tally.read, tally.inserted) == (3, 1)
    assert version_of(model) == 5


@every_mirror
def test_a_deleted_object_keeps_its_columns_and_loses_its_lines(acme: Business, model: type[Mirror]) -> None:
    take(acme, model, payload(model))
    tally = take(acme, model, tombstone(model, "1", NOON + timedelta(minutes=5)))
    assert tally.deleted == 1
    assert not model.objects.of(acme).exists()
    assert only(model).payload == payload(model)
    assert [child.objects.of(acme).count() for child in children_of(model)] == [0] * len(children_of(model))


@every_mirror
def test_a_deletion_of_something_never_seen_leaves_a_stub(acme: Business, model: type[Mirror]) -> None:
    take(acme, model, tombstone(model, "7", NOON))
    assert only(model).qbo_id == stored_id(model, "7")
    take(acme, model, payload(model, "7", version=-5))
    assert not model.objects.of(acme).exists(), "a version from before the deletion came late"


@every_mirror
def test_a_version_after_the_deletion_brings_it_back(acme: Business, model: type[Mirror]) -> None:
    take(acme, model, payload(model))
    take(acme, model, tombstone(model, "1", NOON + timedelta(minutes=5)))
    take(acme, model, payload(model, version=9), minutes=90)
    assert model.objects.of(acme).count() == 1


@every_mirror
def test_an_object_that_is_there_after_its_deletion_was_told_is_back(
    acme: Business, model: type[Mirror]
) -> None:
    """Its own instant may be older than the deletion's: what counts is that QBO gave it later."""
    take(acme, model, payload(model), minutes=1)
    take(acme, model, tombstone(model, "1", NOON + timedelta(minutes=5)), minutes=6)
    assert take(acme, model, payload(model), minutes=7).updated == 1
    assert (only(model).deleted_at, only(model).payload) == (None, payload(model))
    assert [child.objects.of(acme).count() for child in children_of(model)] == [2] * len(children_of(model))


@every_mirror
def test_a_page_read_before_the_deletion_was_told_brings_nothing_back(
    acme: Business, model: type[Mirror]
) -> None:
    """Not even with a later instant, as where a census found it gone and knew only its last one."""
    take(acme, model, payload(model), minutes=1)
    take(acme, model, tombstone(model, "1", NOON), minutes=6)
    assert take(acme, model, payload(model, version=3), minutes=5).older == 1
    assert not model.objects.of(acme).exists()


@pytest.mark.parametrize(("last_read", "bills", "lines"), [(7, 0, 0), (9, 1, 2)], ids=["gone", "back"])
def test_versions_and_deletions_end_in_the_same_row_whatever_their_order(
    acme: Business, last_read: int, bills: int, lines: int
) -> None:
    """Deleted at five past noon, told at six and again at eight past; last read before or after that."""
    gone = tombstone(Bill, "1", NOON + timedelta(minutes=5))
    bill = payload(Bill)
    answers = [(bill, 1), (bill, last_read), (gone, 6), (gone, 8)]
    for order in permutations(answers):
        fresh = Business.objects.create(firm=acme.firm, name="One", slug=f"one-{Business.objects.count()}")
        for thing, minutes in order:
            take(fresh, Bill, thing, minutes=minutes)
        assert (Bill.objects.of(fresh).count(), BillLine.objects.of(fresh).count()) == (bills, lines), order


def test_a_deletion_that_is_told_again_is_no_change(acme: Business) -> None:
    gone = tombstone(Bill, "1", NOON + timedelta(minutes=5))
    take(acme, Bill, payload(Bill))
    assert take(acme, Bill, gone, minutes=61).changed() == 1
    assert take(acme, Bill, gone, minutes=62).changed() == 0


@every_mirror
def test_an_object_that_the_database_cannot_keep_stands_aside_and_the_page_goes_on(
    acme: Business, model: type[Mirror]
) -> None:
    broken = json.dumps(payload(model, "3", Marker="@@")).replace('"@@"', "1e200000").encode()
    tally = merge(acme, model, [*encoded(payload(model, "1")), broken, *encoded(payload(model, "2"))], NOON)
    assert (tally.inserted, tally.quarantined) == (2, 1)
    assert "the database refuses it" in SyncIssue.objects.get().reason


@every_mirror
def test_only_the_merge_writes_a_mirror(acme: Business, model: type[Mirror]) -> None:
    take(acme, model, payload(model))
    for write in (only(model).save, only(model).delete, model.objects.all().delete, model.objects.create):
        with pytest.raises(MirrorIsReadOnly):
            write()


def version_of(model: type[Mirror]) -> int:
    document = only(model).payload
    return int((document["Bill"] if model.qbo.wrapped else document)["Marker"].split()[1])


def test_lines_are_replaced_as_a_set(acme: Business) -> None:
    take(acme, Bill, payload(Bill, version=1))
    assert BillLine.objects.of(acme).count() == 3
    take(acme, Bill, payload(Bill, version=2))
    assert list(BillLine.objects.of(acme).values_list("position", "amount")) == [(0, 200), (1, 201)]


def test_lines_of_a_version_that_came_late_are_not_taken(acme: Business) -> None:
    take(acme, Bill, payload(Bill, version=2))
    take(acme, Bill, payload(Bill, version=1))
    assert BillLine.objects.of(acme).count() == 2


def test_a_line_that_pays_two_documents_gives_a_row_for_each_and_its_amount_once(acme: Business) -> None:
    links = [{"TxnId": "7", "TxnType": "Bill"}, {"TxnId": "8", "TxnType": "Bill"}]
    take(acme, BillPayment, payload(BillPayment, Line=[{"Amount": 90, "LinkedTxn": links}, {"Amount": 5}]))
    rows = list(BillPaymentLine.objects.of(acme).values_list("position", "amount", "linked_id"))
    assert rows == [(0, Decimal(90), "7"), (1, None, "8"), (2, Decimal(5), None)]


def test_a_balance_that_moves_without_a_new_token_is_taken(acme: Business) -> None:
    """A customer's LastUpdatedTime moves with its balance, its SyncToken does not."""
    take(acme, Customer, payload(Customer, Balance=100))
    later = {"LastUpdatedTime": (NOON + timedelta(seconds=1)).isoformat()}
    take(acme, Customer, payload(Customer, Balance=40, MetaData=later))
    assert Customer.objects.get().balance == 40


def test_within_one_second_the_later_answer_knows_better(acme: Business) -> None:
    """MetaData has whole seconds: of two states with one version, the one that was read later stands."""
    take(acme, Customer, payload(Customer, Balance=40), minutes=2)
    take(acme, Customer, payload(Customer, Balance=100), minutes=1)
    assert Customer.objects.get().balance == 40


def test_deleted_voided_and_inactive_are_three_states(acme: Business) -> None:
    take(
        acme,
        Invoice,
        payload(Invoice, "1"),
        payload(Invoice, "2", TotalAmt=0, Balance=0, PrivateNote="Voided"),
    )
    take(acme, Customer, payload(Customer, "3", Active=False))
    take(acme, Invoice, tombstone(Invoice, "1", NOON))
    assert list(Invoice.objects.of(acme).values_list("qbo_id", flat=True)) == ["2"]
    assert Invoice.objects.of(acme).voided().count() == 1
    assert Customer.objects.of(acme).get().active is False


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"TotalAmt": "1,250.00"}, "TotalAmt is '1,250.00'"),
        ({"TotalAmt": "NaN"}, "NaN is not a number"),
        ({"DocNumber": "a\x00b"}, "a NUL character in a text"),
        ({"PrivateNote": "\ud800"}, "not JSON that can be read"),
        ({"TotalAmt": [1]}, "TotalAmt is list"),
        ({"TotalAmt": 1e300}, "the database refuses it"),
        ({"TxnDate": "2026-02-30"}, "TxnDate is '2026-02-30'"),
        ({"SyncToken": "one"}, "SyncToken 'one'"),
        ({"SyncToken": "9" * 30}, "SyncToken"),
        ({"VendorRef": "12"}, "VendorRef.value"),
        ({"Line": {"Amount": 1}}, "Line is dict"),
        ({"MetaData": None}, "no MetaData.LastUpdatedTime"),
        ({"MetaData": {"LastUpdatedTime": "2026-11-20T12:00:00"}}, "not an instant with an offset"),
        ({"Id": None}, "no Id"),
    ],
)
def test_what_cannot_be_read_is_kept_with_the_reason(acme: Business, changes: dict, expected: str) -> None:
    tally = take(acme, Bill, payload(Bill, "5", **changes), payload(Bill, "6"))
    issue = SyncIssue.objects.get()
    assert (tally.inserted, tally.quarantined) == (1, 1)
    assert expected in issue.reason
    assert json.loads(bytes(issue.payload)) == payload(Bill, "5", **changes)


@pytest.mark.parametrize("amount", ["12.50", " 12.5 ", 12.5])
def test_what_a_person_would_understand_is_read(acme: Business, amount: object) -> None:
    take(acme, Bill, payload(Bill, TotalAmt=amount, VendorRef=None, CurrencyRef={"value": None}))
    assert Bill.objects.get().total == Decimal("12.5")


def test_an_object_that_becomes_readable_leaves_quarantine(acme: Business) -> None:
    take(acme, Bill, payload(Bill, TotalAmt="?"))
    take(acme, Bill, payload(Bill, TotalAmt="?"))
    assert SyncIssue.objects.get(resolved_at=None).times_seen == 2
    take(acme, Bill, payload(Bill, version=1))
    assert SyncIssue.objects.get().resolved_at is not None


def test_keys_that_no_one_declared_are_kept_and_counted(acme: Business) -> None:
    assert "SomethingNew" in take(acme, Bill, payload(Bill, SomethingNew={"x": 1})).keys
    assert only(Bill).payload["SomethingNew"] == {"x": 1}


def test_text_with_tabs_newlines_and_backslashes_is_kept_as_it_is(acme: Business) -> None:
    odd = 'tab\there, line\nbreak, back\\slash, \\N, quote", é ß 漢字 🧾'
    take(acme, Bill, payload(Bill, PrivateNote=odd, DocNumber="\\N"))
    row = only(Bill)
    assert (row.note, row.doc_number, row.payload["PrivateNote"]) == (odd, "\\N", odd)


def test_books_of_two_businesses_stay_apart(acme: Business) -> None:
    other = Business.objects.create(firm=acme.firm, name="Other", slug="other")
    take(acme, Bill, payload(Bill))
    take(other, Bill, payload(Bill, version=4))
    assert Bill.objects.of(acme).get().sync_token == 0
    assert Bill.objects.of(other).get().sync_token == 4


@pytest.mark.parametrize("model", [Account, Customer, Vendor])
def test_what_was_merged_into_another_names_its_survivor_and_keeps_its_columns(
    acme: Business, model: type[ListMirror]
) -> None:
    take(acme, model, payload(model, "1"), payload(model, "2"))
    assert join(acme, model, "1", "2", NOON)
    assert not join(acme, model, "1", "2", NOON), "told twice"
    lost = model.objects.get(qbo_id="1")
    assert (lost.merged_into, lost.deleted_at, lost.name) == ("2", None, payload(model, "1")[NAMES[model]])
    assert model.objects.get(qbo_id="2").merged_into is None


def test_a_later_answer_does_not_forget_a_merger(acme: Business) -> None:
    join(acme, Vendor, "1", "2", NOON)
    take(acme, Vendor, payload(Vendor, "1", version=4))
    assert Vendor.objects.get(qbo_id="1").merged_into == "2"
