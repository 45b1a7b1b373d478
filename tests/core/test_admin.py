"""People and the trail, as operators see them."""

from typing import Any

import pytest
from django.test import Client
from knox.models import AuthToken

from core import audit
from core.models import AuditEntry, Business, Firm, Invitation, Membership, Role, User
from tests.operators import act, another_business, listed, may, operator, page, queries_of_lists, staff, trail
from tests.sweeping import sweep

__all__ = ["operator"]


def entry(business: Business | None, number: int = 0) -> AuditEntry:
    return audit.record(f"olive{number}@acme.example", "decided", business=business, subject="Bill 905", a=1)


def invited(acme: Business, number: int = 0) -> Invitation:
    return Invitation.objects.create(
        firm=acme.firm,
        business=acme,
        email=f"new{number}@acme.example",
        role=Role.VIEWER,
        token_hash=f"hash-of-{number}",
    )


def test_the_trail_is_found_by_actor_action_and_business(operator: Client, acme: Business) -> None:
    found = entry(acme, 7)
    audit.record("sync", "connected", business=another_business(acme, 2))
    for words in ("olive7", "decided", "bill 905", "Acme"):
        assert listed(operator, AuditEntry, q=words) == [found], words
    assert listed(operator, AuditEntry, business=acme.pk) == [found]
    assert listed(operator, AuditEntry, action="decided") == [found]


def test_the_trail_outlives_its_business(operator: Client, acme: Business) -> None:
    entry(acme)
    number = acme.pk
    acme.delete()
    assert f"{number}, which is gone" in operator.get(page(AuditEntry)).content.decode()


def test_nobody_changes_the_trail(operator: Client, acme: Business) -> None:
    kept = entry(acme)
    assert operator.get(page(AuditEntry, "add")).status_code == 403
    assert operator.post(page(AuditEntry, "change", kept.pk), {"actor": "sam"}).status_code == 403
    assert operator.post(page(AuditEntry, "delete", kept.pk), {"post": "yes"}).status_code == 403
    assert may(operator, AuditEntry) == set()
    assert "&quot;a&quot;: 1" in operator.get(page(AuditEntry, "change", kept.pk)).content.decode()


def test_no_page_shows_what_opens_an_invitation(operator: Client, acme: Business) -> None:
    invitation = invited(acme)
    for address in (page(Invitation), page(Invitation, "change", invitation.pk)):
        shown = operator.get(address).content.decode()
        assert "new0@acme.example" in shown
        assert "hash-of" not in shown


def test_an_operator_withdraws_an_invitation_once(operator: Client, acme: Business) -> None:
    invitation = invited(acme)
    assert "new0@acme.example: withdrawn." in act(operator, Invitation, "withdraw", [invitation])
    assert "accepted or withdrawn meanwhile" in act(operator, Invitation, "withdraw", [invitation])
    [noted] = trail()
    assert (noted.action, noted.actor, noted.business_id) == (
        "invitation withdrawn",
        "ops@rowcol.example",
        acme.pk,
    )


def test_a_changed_role_is_in_the_trail(operator: Client, acme: Business, olive: User) -> None:
    held = Membership.objects.get(user=olive)
    said = {"user": olive.pk, "firm": acme.firm_id, "business": acme.pk, "role": Role.CONTROLLER}
    assert operator.post(page(Membership, "change", held.pk), said).status_code == 302
    [noted] = trail()
    assert (noted.action, noted.business_id) == ("membership changed in the admin", acme.pk)
    assert noted.detail == {"fields": ["Role"]}
    assert operator.post(page(Membership, "delete", held.pk), {"post": "yes"}).status_code == 302
    assert trail()[-1].action == "membership removed in the admin"


def test_a_new_firm_is_in_the_trail(operator: Client) -> None:
    assert operator.post(page(Firm, "add"), {"name": "Birch", "slug": "birch"}).status_code == 302
    assert trail()[-1].action == "firm added in the admin"


def test_a_person_is_shown_with_what_they_may_do_and_is_never_deleted(operator: Client, olive: User) -> None:
    shown = operator.get(page(User, "change", olive.pk)).content.decode()
    assert "owner of Acme" in shown
    assert operator.post(page(User, "delete", olive.pk), {"post": "yes"}).status_code == 403


def test_all_api_tokens_of_a_person_are_ended_together(operator: Client, olive: User, sam: User) -> None:
    for person in (olive, olive, sam):
        AuthToken.objects.create(person)
    assert act(operator, User, "end_tokens", [olive]) == "2 API tokens ended."
    assert AuthToken.objects.get().user == sam
    [noted] = trail()
    assert (noted.action, noted.subject, noted.detail) == (
        "API tokens ended",
        olive.email,
        {"tokens": 2},
    )


def test_staff_cannot_give_themselves_more_rights(acme: Business, olive: User) -> None:
    browser = staff("view_user", "change_user")
    myself = User.objects.get(email="staff@rowcol.example")
    said: dict[str, Any] = {"email": myself.email, "name": "Me", "is_active": "on", "is_superuser": "on"}
    browser.post(page(User, "change", myself.pk), said)
    myself.refresh_from_db()
    assert (myself.name, myself.is_superuser) == ("Me", False)
    above = User.objects.create_superuser("above@rowcol.example")
    assert browser.post(page(User, "change", above.pk), said).status_code == 403
    assert browser.get(f"{page(User)}{above.pk}/password/").status_code == 403
    assert browser.get(f"{page(User)}{olive.pk}/password/").status_code == 200


def test_staff_see_only_what_they_were_given(acme: Business) -> None:
    browser = staff("view_auditentry")
    assert browser.get(page(AuditEntry)).status_code == 200
    for model in (User, Firm, Membership, Invitation, Business):
        assert browser.get(page(model)).status_code == 403


@pytest.mark.parametrize("model", sweep([AuditEntry, Invitation, Membership], AuditEntry))
def test_a_list_costs_the_same_for_few_rows_and_for_many(
    operator: Client, acme: Business, model: Any
) -> None:
    def make(number: int) -> None:
        business = another_business(acme, number)
        entry(business, number)
        invited(business, number)
        person = User.objects.create_user(f"member{number}@acme.example")
        Membership.objects.create(user=person, firm=acme.firm, business=business, role=Role.VIEWER)

    few, many = queries_of_lists(operator, model, make)
    assert few == many
