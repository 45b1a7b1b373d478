"""Settings, reserves, known items and expected dates by the API: the rules and rights of the pages."""

import pytest
from django.test import Client

from core.models import Role
from runway.models import ExpectedDate, KnownItem, Reserve
from runway.services.assumptions import assumptions_of
from tests.bookkeeping import Books
from tests.conftest import signed_in
from tests.runway.console.office import in_days
from tests.runway.tray_office import invoice, opened, person

ACME = "/api/v1/businesses/acme/"
JSON = {"content_type": "application/json"}
VAN = {"name": "Van", "kind": "earmark", "amount": "300.00", "since": "2026-01-05"}


@pytest.fixture
def office(acme: object) -> Books:
    return opened(Books(acme))  # type: ignore[arg-type]


@pytest.fixture
def ada(office: Books) -> Client:
    """Acme's advisor."""
    return signed_in(person(office.business, "Ada", Role.ADVISOR))


@pytest.fixture
def cora(office: Books) -> Client:
    """Acme's controller."""
    return signed_in(person(office.business, "Cora", Role.CONTROLLER))


def grant(**said: object) -> dict:
    on = in_days(9).isoformat()
    return {"name": "Grant", "direction": "in", "amount": "50000.00", "on": on, "probability": 80} | said


def test_assumptions_are_chosen_and_a_choice_on_an_old_version_is_refused(office: Books, ada: Client) -> None:
    said = {"seen": 0, "minimum_line": "250.00", "week_end": 6}
    first = ada.put(f"{ACME}settings/", said, **JSON).json()
    assert (first["version"], first["assumptions"][0]["source"]) == (1, "Chosen")
    second = ada.put(f"{ACME}settings/", said | {"minimum_line": "1.00"}, **JSON)
    assert second.status_code == 409
    assert "Ada changed this meanwhile; it is of version 1 now." in second.json()["detail"]
    assert assumptions_of(office.business).minimum_line == 250


def test_what_the_service_finds_wrong_is_named_by_field(office: Books, ada: Client) -> None:
    said = {"seen": 0, "minimum_line": "-1.00", "digest_timezone": "Mars/Base"}
    answer = ada.put(f"{ACME}settings/", said, **JSON)
    assert answer.status_code == 400
    assert answer.json()["errors"] == {
        "minimum_line": ["A minimum line is zero or more."],
        "digest_timezone": ["There is no such time zone."],
    }


@pytest.mark.prove
def test_an_amount_is_set_aside_changed_and_archived(office: Books, ada: Client) -> None:
    made = ada.post(f"{ACME}reserves/", VAN, **JSON)
    assert made.status_code == 201
    own = f"{ACME}reserves/{made.json()['id']}/"
    listed = ada.get(f"{ACME}settings/").json()
    assert (listed["set_aside"], listed["available"]) == ("300.00", "700.00")
    changed = ada.put(own, VAN | {"amount": "400.00", "seen": 1}, **JSON).json()
    assert (changed["amount"], changed["version"]) == ("400.00", 2)
    assert ada.put(own, VAN | {"seen": 1}, **JSON).status_code == 409
    assert ada.post(f"{own}archive/", {"seen": 2}, **JSON).json()["archived_at"]
    assert ada.put(own, VAN | {"seen": 3}, **JSON).status_code == 404
    assert Reserve.objects.count() == 1


def test_a_known_item_is_entered_changed_and_ended(office: Books, cora: Client) -> None:
    made = cora.post(f"{ACME}known-items/", grant(), **JSON)
    assert made.status_code == 201
    own = f"{ACME}known-items/{made.json()['id']}/"
    (row,) = cora.get(f"{ACME}known-items/").json()["items"]
    assert (row["name"], row["signed"], row["asks"]) == ("Grant", "50000.00", False)
    assert cora.put(own, grant(amount="1.00", seen=1), **JSON).json()["version"] == 2
    assert cora.put(own, grant(seen=1), **JSON).status_code == 409
    wrong = cora.put(own, grant(on="2020-01-01", seen=2), **JSON)
    assert "This day is over." in str(wrong.json()["errors"]["on"])
    assert cora.post(f"{own}end/", {"ending": "happened", "seen": 2}, **JSON).json()["ending"] == "happened"
    assert KnownItem.objects.get().archived_at is not None


@pytest.mark.prove
def test_a_date_is_set_listed_replaced_and_taken_back(office: Books, cora: Client) -> None:
    said = {"entity": "Invoice", "qbo_id": invoice(office, "100"), "why": "By phone"}
    dates = f"{ACME}expected-dates/"
    first = cora.post(dates, said | {"on": in_days(9).isoformat()}, **JSON)
    assert first.status_code == 201
    assert cora.post(dates, said | {"on": in_days(8).isoformat()}, **JSON).status_code == 409
    later = said | {"on": in_days(12).isoformat(), "instead_of": first.json()["id"]}
    assert cora.post(dates, later, **JSON).status_code == 201
    (row,) = cora.get(dates).json()
    assert (row["on"], row["set_by"]) == (in_days(12).isoformat(), "cora@acme.example")
    named = {"entity": "Invoice", "qbo_id": said["qbo_id"], "seen": row["id"]}
    assert cora.post(f"{dates}take-back/", named, **JSON).status_code == 204
    assert cora.post(f"{dates}take-back/", named, **JSON).status_code == 409
    assert ExpectedDate.objects.filter(ended_at=None).count() == 0
    assert cora.post(dates, later | {"qbo_id": "4711"}, **JSON).status_code == 404


def test_rights_are_those_of_the_pages(office: Books, cora: Client) -> None:
    viewer = signed_in(person(office.business, "Vera", Role.VIEWER))
    for path in ("settings/", "known-items/", "expected-dates/"):
        assert viewer.get(f"{ACME}{path}").status_code == 200
    assert viewer.post(f"{ACME}known-items/", grant(), **JSON).status_code == 403
    assert cora.put(f"{ACME}settings/", {"seen": 0}, **JSON).status_code == 403
    assert cora.post(f"{ACME}reserves/", VAN, **JSON).status_code == 403
