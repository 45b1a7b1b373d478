"""The API gives programs what the pages give people: the same numbers, the same rights, errors in one shape."""

import base64
import re
from decimal import Decimal

import pytest
from django.test import Client

from core import clock
from core.models import Business, Role, User
from runway.models import TrayNote, Verdict
from runway.services import standing
from runway.services.digest import DigestService
from tests.bookkeeping import Books, money, ref
from tests.conftest import PASSWORD, signed_in
from tests.runway.tray_office import bea, bill, day, opened, person

ACME = "/api/v1/businesses/acme/"
PROBLEM = "application/problem+json"


@pytest.fixture
def office(acme: Business) -> Books:
    return opened(Books(acme))


@pytest.fixture
def beas(office: Books) -> Client:
    return bea(office.business)


def test_the_digest_is_number_for_number_that_of_the_page(office: Books, beas: Client) -> None:
    bill(office, "1,250.50")
    said = beas.get(f"{ACME}digest/").json()
    page = DigestService(office.business).page(clock.now())
    assert page.digest is not None
    assert Decimal(said["digest"]["payables"]["ageing"]["total"]) == page.digest.payables.ageing.total
    assert said["digest"]["headline"] == page.digest.headline
    assert "wide" not in (said["digest"]["curve"] or {})


def test_who_is_not_signed_in_is_asked_to(office: Books) -> None:
    answer = Client().get(f"{ACME}digest/")
    assert (answer.status_code, answer["Content-Type"]) == (401, PROBLEM)
    assert "Authorization: Token" in answer.json()["detail"]
    assert "/account/" in answer.json()["detail"]


def test_to_a_stranger_acme_does_not_exist(office: Books, sams_browser: Client) -> None:
    answer = sams_browser.get(f"{ACME}digest/")
    assert (answer.status_code, answer["Content-Type"]) == (404, PROBLEM)
    assert [row["slug"] for row in sams_browser.get("/api/v1/businesses/").json()["results"]] == ["elsewhere"]
    assert [row["slug"] for row in sams_browser.get("/api/v1/sync/").json()["results"]] == ["elsewhere"]


def test_a_member_without_the_right_is_told_who_has_it(office: Books) -> None:
    viewer = signed_in(person(office.business, "Vera", Role.VIEWER))
    answer = viewer.post(f"{ACME}tray/", {}, content_type="application/json")
    assert answer.status_code == 403
    assert "may work on its hygiene tray" in answer.json()["detail"]


def test_a_word_on_an_issue_is_kept_and_a_later_one_that_did_not_see_it_is_refused(
    office: Books, beas: Client
) -> None:
    word = {"kind": "no due date", "entity": "Bill", "qbo_id": bill(office), "verdict": "accepted"}
    first = beas.post(f"{ACME}tray/", word, content_type="application/json")
    assert (first.status_code, first.json()["verdict"]) == (200, "accepted")
    second = beas.post(f"{ACME}tray/", word | {"verdict": "asked"}, content_type="application/json")
    assert (second.status_code, second.json()["title"]) == (409, "Conflict")
    assert TrayNote.objects.get().verdict == Verdict.ACCEPTED


def test_what_is_not_understood_is_named_field_by_field(office: Books, beas: Client) -> None:
    answer = beas.post(f"{ACME}tray/", {"kind": "nonsense"}, content_type="application/json")
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {"kind", "verdict"}
    assert beas.get(f"{ACME}tray/?show=nothing").json()["errors"]["show"].startswith("One of open")


def test_a_token_stands_for_a_person_until_it_is_ended(acme: Business, olive: User) -> None:
    proof = base64.b64encode(f"{olive.email}:{PASSWORD}".encode()).decode()
    program = Client()
    token = program.post("/api/v1/tokens/", headers={"Authorization": f"Basic {proof}"}).json()["token"]
    by_token = {"Authorization": f"Token {token}"}
    assert program.get(ACME, headers=by_token).json()["slug"] == "acme"
    assert program.post("/api/v1/tokens/end/", headers=by_token).status_code == 204
    assert program.get(ACME, headers=by_token).status_code == 401


def test_a_wrong_password_makes_no_token(acme: Business, olive: User) -> None:
    proof = base64.b64encode(f"{olive.email}:wrong".encode()).decode()
    answer = Client().post(
        "/api/v1/tokens/", headers={"Authorization": f"Basic {proof}"}, content_type="application/json"
    )
    assert answer.status_code == 401


def test_the_document_of_the_api_names_every_address(acme: Business, olives_browser: Client) -> None:
    document = olives_browser.get("/api/schema/?format=json").json()
    assert {path.rsplit("/", 2)[-2] for path in document["paths"]} >= {"businesses", "digest", "tray", "sync"}


def test_an_address_that_there_is_not_is_a_problem_too(beas: Client) -> None:
    for path in ("/api/v1/nowhere/", "/api/v2/businesses/", f"{ACME}nowhere/"):
        answer = beas.get(path)
        assert (answer.status_code, answer["Content-Type"]) == (404, PROBLEM)
        assert answer.json()["title"] == "Not Found"


@pytest.mark.parametrize("size", ["abc", "0", "-3", "1.5", ""])
@pytest.mark.parametrize("path", ["/api/v1/businesses/", "/api/v1/sync/", f"{ACME}decisions/"])
def test_a_page_size_that_is_none_is_said(beas: Client, path: str, size: str) -> None:
    answer = beas.get(path, {"page_size": size})
    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)
    assert answer.json()["errors"] == {"page_size": "A number of rows, 1 to 1000."}


def test_all_issues_come_as_a_list_in_pages(office: Books, beas: Client) -> None:
    for amount in ("10", "30", "20"):
        bill(office, amount)
    first = beas.get(f"{ACME}tray/issues/", {"page_size": 2}).json()
    assert first["count"] == 3
    at_stake = [row["issue"]["amount"] for row in first["results"]]
    assert at_stake == ["28.63", "19.09"], (
        "of 30.00 and 20.00 without a due date, what is expected in 13 weeks"
    )
    (last,) = beas.get(first["next"]).json()["results"]
    assert last["issue"]["amount"] == "9.54"
    assert beas.get(f"{ACME}tray/issues/", {"show": "accepted"}).json()["count"] == 0
    assert "One of" in beas.get(f"{ACME}tray/issues/", {"kind": "zzz"}).json()["errors"]["kind"]


def test_days_at_stake_are_the_same_wherever_they_are_asked_for(office: Books, beas: Client) -> None:
    said = {"TotalAmt": money("910"), "PaymentType": "Check", "AccountRef": ref("Checking")}
    for back in (20, 100):
        office.enter("Purchase", TxnDate=day(back), **said)
    bill(office, "123.45")
    standing.refresh(office.business, clock.now())
    row, tray = beas.get(ACME).json(), beas.get(f"{ACME}tray/").json()["tray"]
    assert row["at_stake"] == tray["days"]
    assert re.fullmatch(r"\d+\.\d0", tray["days"])  # to the tenth, rounded once
