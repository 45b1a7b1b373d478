"""Who may see which business."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory

from core.access import ALLOWED, May, NotAllowed, business_required, require, rights, visible_businesses
from core.models import Business, Firm, Membership, Role, User
from core.models.access import roles_at


@business_required()
def ledger(_request: HttpRequest, business: Business) -> HttpResponse:
    return HttpResponse(f"the ledger of {business.name}")


@business_required(May.CONNECT)
def wires(_request: HttpRequest, business: Business) -> HttpResponse:
    return HttpResponse(f"the wires of {business.name}")


def asked_by(user: User | AnonymousUser) -> HttpRequest:
    request = RequestFactory().get("/b/acme/")
    request.user = user
    return request


def test_olive_sees_her_own_business(acme: Business, olive: User) -> None:
    assert ledger(asked_by(olive), slug="acme").content == b"the ledger of Acme"


def test_to_sam_acme_does_not_exist(acme: Business, sam: User) -> None:
    with pytest.raises(Http404):
        ledger(asked_by(sam), slug="acme")


def test_who_is_not_signed_in_is_sent_to_sign_in(acme: Business) -> None:
    response = ledger(asked_by(AnonymousUser()), slug="acme")
    assert response.status_code == 302


def test_a_member_of_the_whole_firm_sees_its_present_and_later_businesses(firm: Firm, acme: Business) -> None:
    advisor = User.objects.create_user("ada@acme.example")
    Membership.objects.create(user=advisor, firm=firm, role=Role.ADVISOR)
    later = Business.objects.create(firm=firm, name="Later", slug="later")
    assert set(visible_businesses(advisor)) == {acme, later}


def test_a_member_for_one_business_does_not_see_the_firms_others(
    firm: Firm, acme: Business, olive: User
) -> None:
    Business.objects.create(firm=firm, name="Other client", slug="other-client")
    assert set(visible_businesses(olive)) == {acme}


def test_a_business_is_listed_once_however_many_roles_one_has_in_it(acme: Business, olive: User) -> None:
    Membership.objects.create(user=olive, firm=acme.firm, role=Role.FIRM_ADMIN)
    assert list(visible_businesses(olive)) == [acme]


def test_a_member_without_the_right_is_told_who_has_it(acme: Business, olive: User) -> None:
    with pytest.raises(NotAllowed, match="Only a firm admin may connect it to QuickBooks"):
        wires(asked_by(olive), slug="acme")


@pytest.mark.parametrize("role", Role)
def test_a_role_carries_its_rights_for_one_business_and_for_a_whole_firm(acme: Business, role: Role) -> None:
    places = (acme, None) if role in roles_at(None) else (acme,)
    for number, business in enumerate(places):
        user = User.objects.create_user(f"member{number}@acme.example")
        Membership.objects.create(user=user, firm=acme.firm, business=business, role=role)
        assert rights(user, acme) == ALLOWED[role]


def test_several_roles_add_up(acme: Business, olive: User) -> None:
    Membership.objects.create(user=olive, firm=acme.firm, role=Role.BOOKKEEPER)
    assert rights(olive, acme) == {May.SEE, May.APPROVE, May.TIDY, May.AUDIT}
    require(olive, acme, May.TIDY)


def test_a_stranger_has_no_rights(acme: Business, sam: User) -> None:
    assert rights(sam, acme) == frozenset()
