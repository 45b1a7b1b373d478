"""Decisions by the API: tried out, recorded as a set or not at all, approved by whoever may."""

from datetime import timedelta

import pytest
from django.test import Client

from core import clock
from core.models import Business, Role
from runway.models import Decision
from tests.bookkeeping import Books
from tests.conftest import signed_in
from tests.runway.tray_office import bill, opened, person

ACME = "/api/v1/businesses/acme/"
JSON = {"content_type": "application/json"}


@pytest.fixture
def office(acme: Business) -> Books:
    return opened(Books(acme))


@pytest.fixture
def cora(office: Books) -> Client:
    """Acme's controller."""
    return signed_in(person(office.business, "Cora", Role.CONTROLLER))


def pay_later(qbo_id: str, saw: str, **more: object) -> dict:
    on = (clock.now() + timedelta(days=9)).date().isoformat()
    return {"choices": [{"entity": "Bill", "qbo_id": qbo_id, "on": on, "saw": saw} | more]}


@pytest.mark.prove
def test_a_set_is_tried_out_recorded_and_approved(office: Books, cora: Client) -> None:
    number = bill(office, "1,250.50")
    tried = cora.post(f"{ACME}console/effect/", pay_later(number, "1250.50"), **JSON).json()
    assert [line["amount"] for line in tried["console"]["effect"]["new"]] == ["1250.50"]
    assert not Decision.objects.exists()
    made = cora.post(f"{ACME}decisions/", pay_later(number, "1250.50"), **JSON)
    assert made.status_code == 201
    (decision,) = cora.get(f"{ACME}decisions/").json()["results"]
    assert decision["seen"]["open"] == "1250.50"
    done = cora.post(f"{ACME}decisions/approve/", {"decisions": [decision["id"]]}, **JSON)
    assert (done.json()["done"], done.json()["left"]) == ([decision["id"]], [])
    assert done.json()["note"].startswith("QuickBooks could not be asked, so the books count as of ")
    assert Decision.objects.get().approved_by is not None


def test_what_changed_since_somebody_looked_is_refused_whole(office: Books, cora: Client) -> None:
    number = bill(office, "1,250.50")
    answer = cora.post(f"{ACME}decisions/", pay_later(number, "900"), **JSON)
    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    assert "is open with 1,250.50 now" in answer.json()["detail"]
    assert not Decision.objects.exists()


def test_a_choice_is_an_act_or_a_day_and_never_both(office: Books, cora: Client) -> None:
    answer = cora.post(f"{ACME}decisions/", pay_later(bill(office), "1", act="chase"), **JSON)
    assert "Give either an act or a day." in str(answer.json()["errors"])


def test_a_bookkeeper_proposes_nothing(office: Books) -> None:
    bob = signed_in(person(office.business, "Bob", Role.BOOKKEEPER))
    answer = bob.post(f"{ACME}decisions/", pay_later(bill(office), "100"), **JSON)
    assert answer.status_code == 403
    assert "may propose decisions" in answer.json()["detail"]
    assert bob.get(f"{ACME}console/").status_code == 200
