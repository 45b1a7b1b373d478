"""The operators' view of mirrors and sync: all of it to be seen, none of it to be changed."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.mirror import Mirror, mirror_named, mirrors
from core.models import Business, User
from sync.merge import merge
from sync.models import ApiUsage, Connection, EntityState, Feed, FeedKind, RunKind, SyncIssue, SyncRun
from tests.bookkeeping import Books, books, encode, linked, money, ref
from tests.operators import operator, page
from tests.sync.payloads import NOON, payload

__all__ = ["books", "operator"]
OWN = (ApiUsage, Connection, EntityState, Feed, SyncIssue, SyncRun)
EVERY_MIRROR = pytest.mark.parametrize("model", mirrors(), ids=lambda model: model.__name__)


def mirror_one(business: Business, model: type[Mirror], qbo_id: str = "1") -> Mirror:
    merge(business, model, [encode(payload(model, qbo_id))], NOON)
    return model.objects.order_by("pk").last()


@EVERY_MIRROR
def test_every_mirror_has_a_list_and_a_page_with_the_json_as_sent(
    operator: Client, acme: Business, model: type[Mirror]
) -> None:
    mirrored = mirror_one(acme, model)
    assert mirrored.qbo_id in operator.get(page(model)).content.decode()
    shown = operator.get(page(model, "change", mirrored.pk)).content.decode()
    assert "&quot;Marker&quot;: &quot;version 0&quot;" in shown


@EVERY_MIRROR
def test_no_mirror_can_be_changed_by_hand(operator: Client, acme: Business, model: type[Mirror]) -> None:
    mirrored = mirror_one(acme, model)
    assert operator.post(page(model, "change", mirrored.pk), {"name": "changed"}).status_code == 403
    assert operator.post(page(model, "delete", mirrored.pk), {"post": "yes"}).status_code == 403
    assert operator.get(page(model, "add")).status_code == 403
    assert model.objects.filter(pk=mirrored.pk).exists()


def test_a_list_takes_as_many_queries_for_one_row_as_for_many(
    operator: Client, acme: Business, books: Books
) -> None:
    from_one = queries(operator, books, rows=1)
    assert queries(operator, books, rows=20) == from_one


def queries(operator: Client, books: Books, rows: int) -> int:
    for number in range(rows):
        books.enter("Invoice", TotalAmt=number, Balance=number)
    with CaptureQueriesContext(connection) as asked:
        operator.get(page(mirror_named("Invoice")))
    return len(asked)


def test_a_document_shows_its_lines(operator: Client, books: Books) -> None:
    books.enter("Payment", Id="61", TotalAmt=money("500"), Line=[linked("500", "Invoice", "1043")])
    payment = mirror_named("Payment")
    assert payment is not None
    shown = operator.get(page(payment, "change", payment.objects.get().pk)).content.decode()
    assert "<td>1043</td>" in shown


def test_a_document_is_found_by_its_number_and_by_its_customer(operator: Client, books: Books) -> None:
    books.enter("Invoice", Id="1", DocNumber="2077", CustomerRef=ref("12", "Fjord & Pine"))
    books.enter("Invoice", Id="2", DocNumber="2078", CustomerRef=ref("13", "Harbor Kiln"))
    for words in ("2077", "fjord"):
        found = operator.get(page(mirror_named("Invoice")), {"q": words}).context["cl"].queryset
        assert [invoice.qbo_id for invoice in found] == ["1"]


def test_documents_come_newest_first_and_undated_ones_last(operator: Client, books: Books) -> None:
    books.enter("Invoice", Id="9", TxnDate="2026-11-02")
    books.enter("Invoice", Id="10", TxnDate="2026-11-10")
    books.enter("Invoice", Id="11")
    books.delete("Invoice", "12")
    found = operator.get(page(mirror_named("Invoice"))).context["cl"].queryset
    assert [invoice.qbo_id for invoice in found] == ["10", "9", "12", "11"]


def test_how_a_run_ended_and_when_stand_before_the_words_of_what_went_wrong(
    operator: Client, acme: Business
) -> None:
    SyncRun.objects.create(business=acme, kind=RunKind.BACKFILL, state="failed", error="out of reach " * 100)
    shown = operator.get(page(SyncRun)).content.decode()
    state, trouble, started = (
        shown.index(f'class="field-{name}') for name in ("state", "trouble", "started_at")
    )
    assert state < started < trouble
    assert shown.count("out of reach") < 20


def test_deleted_objects_can_be_asked_for(operator: Client, books: Books) -> None:
    books.enter("Invoice", Id="1")
    books.enter("Invoice", Id="2")
    books.delete("Invoice", "2")
    for state, ids in (("live", ["1"]), ("deleted", ["2"])):
        found = operator.get(page(mirror_named("Invoice")), {"state": state}).context["cl"].queryset
        assert [invoice.qbo_id for invoice in found] == ids


def test_what_a_payload_says_is_shown_as_text_never_as_markup(operator: Client, books: Books) -> None:
    books.enter("Invoice", Id="1", PrivateNote="<script>alert(1)</script>")
    invoice = mirror_named("Invoice")
    assert invoice is not None
    shown = operator.get(page(invoice, "change", invoice.objects.get().pk)).content.decode()
    assert "<script>alert(1)" not in shown
    assert "alert(1)" in shown


def test_no_page_shows_a_token(operator: Client, acme: Business) -> None:
    grant = Connection.objects.create(
        business=acme,
        realm_id="9130",
        environment="sandbox",
        access_token="sealed-A",
        refresh_token="sealed-R",
    )
    for address in (page(Connection), page(Connection, "change", grant.pk)):
        shown = operator.get(address).content.decode()
        assert "9130" in shown
        assert "sealed-" not in shown


def test_an_issue_shows_its_bytes_its_reason_and_where_to_look(operator: Client, acme: Business) -> None:
    issue = SyncIssue.objects.create(
        business=acme,
        entity="Bill",
        qbo_id="905",
        reason="a NUL character",
        payload=b'{"Id": "905", "x": "\xff<b>"}',
    )
    shown = operator.get(page(SyncIssue, "change", issue.pk)).content.decode()
    assert "a NUL character" in shown
    assert "\\xff&lt;b&gt;" in shown
    assert f"{page(mirror_named('Bill'))}?q=905" in shown


def test_syncs_own_tables_can_be_seen_and_not_changed(operator: Client, acme: Business) -> None:
    made = {
        Connection: Connection.objects.create(business=acme, realm_id="9130", environment="sandbox"),
        Feed: Feed.objects.create(business=acme, kind=FeedKind.CHANGES),
        SyncRun: SyncRun.objects.create(business=acme, kind=RunKind.BACKFILL),
        EntityState: EntityState.objects.create(business=acme, entity="Bill"),
        SyncIssue: SyncIssue.objects.create(
            business=acme, entity="Bill", qbo_id="1", reason="odd", payload=b"{"
        ),
        ApiUsage: ApiUsage.objects.create(business=acme, day=NOON.date(), call_class="query"),
    }
    assert made.keys() == set(OWN)
    for model, row in made.items():
        assert operator.get(page(model)).status_code == 200
        assert operator.get(page(model, "change", row.pk)).status_code == 200
        assert operator.post(page(model, "change", row.pk), {}).status_code == 403
        assert operator.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403


def test_a_client_who_signs_in_is_not_let_into_the_operators_view(olives_browser: Client) -> None:
    response = olives_browser.get(page(mirror_named("Invoice")))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("admin:login"))


def test_staff_see_only_what_they_were_given(olive: User, books: Books) -> None:
    olive.is_staff = True
    olive.save()
    olive.user_permissions.add(Permission.objects.get(codename="view_invoice"))
    browser = Client()
    browser.force_login(olive)
    assert browser.get(page(mirror_named("Invoice"))).status_code == 200
    assert browser.get(page(mirror_named("Bill"))).status_code == 403


def test_one_admin_serves_all_mirrors() -> None:
    assert {type(admin.site.get_model_admin(model)).__name__ for model in mirrors()} == {"MirrorAdmin"}
