"""People sign in by e-mail address."""

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from core.models import Membership, Role, User
from tests.conftest import PASSWORD


def at_the_door() -> HttpRequest:
    return RequestFactory().post("/login/")


def test_the_case_of_an_address_does_not_matter_when_signing_in(olive: User) -> None:
    assert authenticate(at_the_door(), username="OLIVE@Acme.Example", password=PASSWORD) == olive


def test_one_address_belongs_to_one_person_in_any_case(olive: User) -> None:
    with pytest.raises(IntegrityError):
        User.objects.create_user("Olive@acme.example")


def test_a_role_is_given_once(olive: User) -> None:
    held = olive.memberships.get()
    with pytest.raises(IntegrityError):
        Membership.objects.create(user=olive, firm=held.firm, business=held.business, role=Role.VIEWER)


def test_nobody_owns_a_whole_firm(olive: User) -> None:
    """An owner is the client of one business (RUNWAY 1): the database itself knows it."""
    with pytest.raises(IntegrityError, match="core_membership_owner_of_one"):
        olive.memberships.update(business=None)


def test_operators_add_people_and_businesses_and_never_delete_a_business(sam: User, olive: User) -> None:
    browser = Client()
    browser.force_login(User.objects.create_superuser("ops@rowcol.example"))
    new = {"email": "ada@acme.example", "name": "Ada", "usable_password": "true"}
    browser.post(reverse("admin:core_user_add"), new | {"password1": PASSWORD, "password2": PASSWORD})
    assert authenticate(at_the_door(), username="ada@acme.example", password=PASSWORD) is not None
    business = olive.memberships.get().business
    for name in ("user", "firm", "business", "membership", "auditentry"):
        assert browser.get(reverse(f"admin:core_{name}_changelist")).status_code == 200
    assert browser.get(reverse("admin:core_user_change", args=[olive.pk])).status_code == 200
    assert (
        browser.post(reverse("admin:core_business_delete", args=[business.pk]), {"post": "yes"}).status_code
        == 403
    )
