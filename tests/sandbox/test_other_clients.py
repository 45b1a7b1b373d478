"""Other people's QuickBooks clients, unmodified, against the sandbox: intuit-oauth and python-quickbooks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from intuitlib.client import AuthClient
from intuitlib.enums import Scopes
from intuitlib.exceptions import AuthClientError
from quickbooks import QuickBooks
from quickbooks.batch import batch_create, batch_delete, batch_update
from quickbooks.cdc import change_data_capture
from quickbooks.exceptions import (
    AuthorizationException,
    ObjectNotFoundException,
    QuickbooksException,
    SevereException,
    UnsupportedException,
    ValidationException,
)
from quickbooks.objects import Account, Bill, Customer, Invoice, Item, Payment, Preferences, Vendor
from quickbooks.objects.base import Ref
from quickbooks.objects.detailline import SalesItemLine, SalesItemLineDetail

from sandbox.approve import approve
from sandbox.clock import Clock
from sandbox.server import Server
from sandbox.store import Store
from tests.sandbox.world import CALLBACK, CLIENT_ID, NOW, REALM, SECRET, Caller, open_books


@pytest.fixture
def ids(store: Store) -> dict[str, str]:
    """Acme's opened books; ids by name."""
    return open_books(store)[1]


@pytest.fixture
def auth(server: Server, ids: dict[str, str]) -> Iterator[AuthClient]:
    """intuit-oauth after a consent: the environment may be the address of a discovery document."""
    discovery = f"{server.url}/.well-known/openid_sandbox_configuration"
    client = AuthClient(CLIENT_ID, SECRET, CALLBACK, discovery)
    called_back = approve(client.get_authorization_url([Scopes.ACCOUNTING]))
    values = {name: found[0] for name, found in parse_qs(urlsplit(called_back).query).items()}
    assert values["state"] == client.state_token
    client.get_bearer_token(values["code"], realm_id=values["realmId"])
    yield client
    client.close()


@pytest.fixture(autouse=True)
def plain_http() -> Iterator[None]:
    """The setting oauthlib offers for servers on one's own machine, without which it insists on https."""
    os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
    yield
    del os.environ["OAUTHLIB_INSECURE_TRANSPORT"]


@pytest.fixture
def books(server: Server, auth: AuthClient) -> Iterator[QuickBooks]:
    """python-quickbooks with its base address set on a subclass."""

    class LocalQuickBooks(QuickBooks):
        api_url_v3 = f"{server.url}/v3"

    made = LocalQuickBooks(
        auth_client=auth, refresh_token=auth.refresh_token, company_id=auth.realm_id, minorversion=75
    )
    yield made
    made.session.close()


def invoice(ids: dict[str, str], amount: int = 500) -> Invoice:
    line = SalesItemLine()
    line.Amount = amount
    line.SalesItemLineDetail = SalesItemLineDetail()
    line.SalesItemLineDetail.ItemRef = ref(ids["Design"])
    made = Invoice()
    made.CustomerRef = ref(ids["Fjord & Pine"])
    made.Line = [line]
    return made


def ref(value: str) -> Ref:
    made = Ref()
    made.value = value
    return made


def vendor(name: str) -> Vendor:
    made = Vendor()
    made.DisplayName = name
    return made


def paid(ids: dict[str, str], amount: int, *invoices: Invoice) -> Payment:
    """A payment that covers the invoices; in the library's own wire form."""
    lines = [
        {"Amount": one.TotalAmt, "LinkedTxn": [{"TxnId": one.Id, "TxnType": "Invoice"}]} for one in invoices
    ]
    body = {"CustomerRef": {"value": ids["Fjord & Pine"]}, "TotalAmt": amount, "Line": lines}
    return Payment.from_json(body)


def test_tokens_refresh_and_revoke(auth: AuthClient, clock: Clock) -> None:
    access, refresh = auth.access_token, auth.refresh_token
    assert (auth.expires_in, auth.x_refresh_token_expires_in) == (3600, 8_640_000)
    clock.move(advance=25 * 3600)
    auth.refresh()
    assert auth.access_token != access
    assert auth.refresh_token != refresh
    with pytest.raises(AuthClientError, match="invalid_grant"):
        auth.refresh(refresh_token=refresh)
    assert auth.revoke() is True
    with pytest.raises(AuthClientError, match="invalid_grant"):
        auth.refresh()


def test_user_info(auth: AuthClient) -> None:
    assert auth.get_user_info().json()["givenName"] == "Olive"


def test_wrong_secret_raises_the_clients_own_error(auth: AuthClient) -> None:
    auth.client_secret = "wrong"
    with pytest.raises(AuthClientError, match="invalid_client"):
        auth.refresh()


def test_list_filter_where_count_and_order(books: QuickBooks) -> None:
    for name in ("Amy's Mill", "Beta Mill", "Élan Paper"):
        vendor(name).save(qb=books)
    assert [found.DisplayName for found in Vendor.filter(DisplayName="Amy's Mill", qb=books)] == [
        "Amy's Mill"
    ]
    assert (
        len(Vendor.where("DisplayName LIKE '%mill'", order_by="DisplayName DESC", max_results=1, qb=books))
        == 1
    )
    assert len(Vendor.all(qb=books)) == Vendor.count(qb=books) == 4
    assert [found.DisplayName for found in Vendor.choose(["Beta Mill"], field="DisplayName", qb=books)] == [
        "Beta Mill"
    ]
    assert Vendor.all(start_position=4, qb=books)[0].DisplayName == "Élan Paper"
    assert Vendor.filter(DisplayName="Nobody", qb=books) == []


def test_create_update_and_delete(books: QuickBooks, ids: dict[str, str]) -> None:
    made = invoice(ids).save(qb=books)
    assert (made.Id != "", made.SyncToken, made.Balance) == (True, "0", 500)
    found = Invoice.get(made.Id, qb=books)
    found.DueDate = "2026-12-31"
    changed = found.save(qb=books)
    assert (changed.SyncToken, changed.DueDate) == ("1", "2026-12-31")
    assert changed.delete(qb=books)["Invoice"]["status"] == "Deleted"
    with pytest.raises(ObjectNotFoundException):
        Invoice.get(made.Id, qb=books)


def test_void_an_invoice_and_a_payment(books: QuickBooks, ids: dict[str, str]) -> None:
    made = invoice(ids).save(qb=books)
    payment = paid(ids, 500, made).save(qb=books)
    assert Invoice.get(made.Id, qb=books).Balance == 0
    payment.void(qb=books)
    assert Payment.get(payment.Id, qb=books).TotalAmt == 0
    again = Invoice.get(made.Id, qb=books)
    assert again.Balance == 500
    again.void(qb=books)
    voided = Invoice.get(made.Id, qb=books)
    assert (voided.TotalAmt, voided.Balance, voided.PrivateNote) == (0, 0, "Voided")


def test_a_name_is_made_inactive_and_hides(books: QuickBooks) -> None:
    made = vendor("Old Mill").save(qb=books)
    made.Active = False
    assert made.save(qb=books).DisplayName == "Old Mill (deleted)"
    assert Vendor.filter(Id=made.Id, qb=books) == []
    assert Vendor.filter(Id=made.Id, Active=False, qb=books)[0].Active is False


def test_a_repeated_request_id_makes_one_invoice(books: QuickBooks, ids: dict[str, str]) -> None:
    first, again = (invoice(ids).save(qb=books, request_id="same-1") for _ in range(2))
    assert first.Id == again.Id
    assert Invoice.count(qb=books) == 1


def test_change_data_capture(books: QuickBooks, ids: dict[str, str], clock: Clock) -> None:
    kept, gone = invoice(ids).save(qb=books), invoice(ids, 80).save(qb=books)
    clock.move(advance=60)
    gone.delete(qb=books)
    since: datetime = NOW - timedelta(days=1)
    found = change_data_capture([Invoice, Bill], since.isoformat(), qb=books)
    assert [one.Id for one in found.Invoice._object_list] == [kept.Id, gone.Id]
    assert found.Invoice._object_list[1].status == "Deleted"
    assert not hasattr(found, "Bill")


def test_batches_create_update_delete_and_report_faults(books: QuickBooks, ids: dict[str, str]) -> None:
    made = batch_create([vendor("Mill 1"), vendor("Mill 2"), vendor("Mill 1")], qb=books)
    assert [one.DisplayName for one in made.successes] == ["Mill 1", "Mill 2"]
    assert made.faults[0].Error[0].code == "6240"
    for one in made.successes:
        one.CompanyName = "Mills Ltd"
    assert {one.CompanyName for one in batch_update(made.successes, qb=books).successes} == {"Mills Ltd"}
    invoices = [invoice(ids, amount).save(qb=books) for amount in range(1, 33)]
    assert len(batch_delete(invoices, qb=books).successes) == 32
    assert Invoice.count(qb=books) == 0


def test_reports_and_preferences_read(books: QuickBooks, ids: dict[str, str], store: Store) -> None:
    invoice(ids).save(qb=books)
    report = books.get_report("BalanceSheet", {"end_date": "2026-11-30", "start_date": "2026-01-01"})
    assert report["Header"]["ReportName"] == "BalanceSheet"
    store.put(
        REALM,
        "Preferences",
        {"Id": "1", "ReportPrefs": {"ReportBasis": "Accrual"}},
        updated_at=1,
        created_at=1,
    )
    assert Preferences.get(qb=books).ReportPrefs.ReportBasis == "Accrual"


def test_every_kind_of_refusal_raises_the_librarys_own_error(books: QuickBooks, ids: dict[str, str]) -> None:
    made = invoice(ids).save(qb=books)
    with pytest.raises(ObjectNotFoundException):
        Customer.get("999", qb=books)
    with pytest.raises(ValidationException) as wrong_query:
        Invoice.where("Colour = 'red'", qb=books)
    assert wrong_query.value.error_code == 4001
    with pytest.raises(ValidationException) as broken_query:
        Invoice.query("select * from Invoice where", qb=books)
    assert broken_query.value.error_code == 4000
    with pytest.raises(ValidationException) as incomplete:
        Invoice().save(qb=books)
    assert incomplete.value.error_code == 2020
    with pytest.raises(UnsupportedException):
        books.get_report("Horoscope")
    made.SyncToken = "9"
    with pytest.raises(QuickbooksException) as stale:
        made.save(qb=books)
    assert stale.value.error_code == 5010
    with pytest.raises(QuickbooksException) as taken:
        vendor("Granite Supply").save(qb=books)
    assert taken.value.error_code == 6240


def test_expired_tokens_and_other_companies_raise(books: QuickBooks, clock: Clock) -> None:
    clock.move(advance=3601)
    with pytest.raises(AuthorizationException):
        Account.all(qb=books)
    books.auth_client.refresh()
    books.session = None
    books._start_session()
    assert Account.all(qb=books)
    books.company_id = "42"
    with pytest.raises(QuickbooksException, match="403"):
        Item.all(qb=books)


def test_server_trouble_raises(books: QuickBooks, caller: Caller) -> None:
    for kind, error in (
        ("500", SevereException),
        ("html", QuickbooksException),
        ("429_xml", QuickbooksException),
    ):
        caller.control("faults", {"kind": kind})
        with pytest.raises(error):
            Account.all(qb=books)
