"""Every address of the product has a rule, and keeps it against everyone: nobody signed in, a stranger, each role."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.views import LoginView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from django.views import View
from pytest_django import DjangoDbBlocker

from core.access import ALLOWED, May, business_required, open_to_all, signed_in
from core.models import Business, Firm, Invitation, Membership, Role, User
from tests.conftest import signed_in as browser_of
from tests.rowcol.every_url import WITHOUT_RULE, Address, addresses, without_rule

NOBODY, STRANGER = "nobody signed in", "a stranger"
ASKED_TO_SIGN_IN, DOES_NOT_EXIST, REFUSED, LET_IN = "asked to sign in", "does not exist", "refused", "let in"

# What stands in an address for a converter or a name, where `world` makes nothing of that name.
BY_CONVERTER = {"IntConverter": 1, "UUIDConverter": "00000000-0000-4000-8000-000000000000"}

PAGES = [each for each in addresses() if not each.is_exempt]
ADMIN = [each for each in addresses() if each.route.startswith("admin/")]


@dataclass(frozen=True)
class Town:
    """What the addresses of Acme may name, and everyone who may come to its door, signed in."""

    named: Mapping[str, Any]
    browsers: Mapping[str, Client]


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Town]:
    """Acme's town, built once for all addresses and rolled back; what a visit changes there ends with its test."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield built()
        transaction.set_rollback(True)


def built() -> Town:
    acme, elsewhere = (business_called(name) for name in ("Acme", "Elsewhere"))
    memberships = {role: hired(acme, role) for role in Role}
    browsers = {role.value: browser_of(each.user) for role, each in memberships.items()}
    stranger = browser_of(hired(elsewhere, Role.OWNER).user)
    waiting = Invitation.objects.create(
        firm=acme.firm, business=acme, email="ada@acme.example", role=Role.VIEWER, token_hash="0" * 64
    )
    named = {
        "slug": acme.slug,
        "firm": acme.firm.slug,
        "membership": memberships[Role.OWNER].pk,
        "invitation": waiting.pk,
    }
    return Town(named, {NOBODY: Client(), STRANGER: stranger, **browsers})


def business_called(name: str) -> Business:
    firm = Firm.objects.create(name=name, slug=name.lower())
    return Business.objects.create(firm=firm, name=name, slug=name.lower())


def hired(business: Business, role: Role) -> Membership:
    user = User.objects.create_user(f"{role.name.lower()}@{business.slug}.example")
    return Membership.objects.create(user=user, firm=business.firm, business=business, role=role)


@pytest.fixture
def world(town: Town, db: None) -> Mapping[str, Any]:
    """What an address may name: Acme, its firm, a membership, an invitation."""
    return town.named


@pytest.fixture
def visitors(town: Town, db: None) -> dict[str, Client]:
    """A browser for everyone who may come to Acme's door, as it was when they had just signed in."""
    return {who: fresh(browser) for who, browser in town.browsers.items()}


def fresh(browser: Client) -> Client:
    """Another browser with the same cookies."""
    made = Client()
    made.cookies = deepcopy(browser.cookies)
    return made


def filled(address: Address, world: Mapping[str, Any]) -> str:
    """The address with something of Acme's in every place."""
    found = address.route
    for name, converter in address.converters.items():
        value = str(world.get(name, BY_CONVERTER.get(converter, "unheard-of")))
        for written in (f"<{_written(converter)}:{name}>", f"<{name}>"):
            found = found.replace(written, value)
    return f"/{found}"


def _written(converter: str) -> str:
    return {"StringConverter": "str", "UUIDConverter": "uuid"}.get(
        converter, converter.removesuffix("Converter").lower()
    )


def expected(rule: Any) -> dict[str, str]:
    """What becomes of each visitor under a rule."""
    if rule == "anybody":
        return dict.fromkeys((NOBODY, STRANGER, *Role.values), LET_IN)
    if rule == "by token":
        return dict.fromkeys((NOBODY, STRANGER, *Role.values), ASKED_TO_SIGN_IN)
    outside = {NOBODY: ASKED_TO_SIGN_IN, STRANGER: DOES_NOT_EXIST if isinstance(rule, May) else LET_IN}
    if rule == "signed in":
        return outside | dict.fromkeys(Role.values, LET_IN)
    assert isinstance(rule, May), f"{rule!r} is no rule that this test knows"
    return outside | {role.value: LET_IN if rule in ALLOWED[role] else REFUSED for role in Role}


def outcome(browser: Client, path: str, is_welcome: bool) -> str:
    """What became of a visit; where an address takes posted forms only, the unwelcome post one."""
    response = browser.get(path)
    if response.status_code == 405 and not is_welcome:
        response = browser.post(path)
    assert response.status_code < 500
    if response.status_code == 401 or response.get("Location", "").startswith("/login/"):
        return ASKED_TO_SIGN_IN
    return {403: REFUSED, 404: DOES_NOT_EXIST}.get(response.status_code, LET_IN)


def test_every_address_has_a_rule() -> None:
    assert without_rule() == []


every_address = pytest.mark.parametrize("address", PAGES, ids=str)


@every_address
def test_an_address_keeps_out_whom_its_rule_keeps_out(
    address: Address, world: Mapping[str, Any], visitors: dict[str, Client]
) -> None:
    """And lets in the last of the others; that all of them are let in is a proof."""
    wanted = expected(address.rule)
    *welcome, last = [who for who in visitors if wanted[who] == LET_IN] or [NOBODY]
    come = {who: browser for who, browser in visitors.items() if who == last or who not in welcome}
    assert became_of(come, address, world) == {who: wanted[who] for who in come}


@pytest.mark.prove
@every_address
def test_an_address_keeps_its_rule(
    address: Address, world: Mapping[str, Any], visitors: dict[str, Client]
) -> None:
    assert became_of(visitors, address, world) == expected(address.rule)


def became_of(visitors: dict[str, Client], address: Address, world: Mapping[str, Any]) -> dict[str, str]:
    """How each of them fares at an address."""
    path, wanted = filled(address, world), expected(address.rule)
    found = {who: outcome(browser, path, wanted[who] == LET_IN) for who, browser in visitors.items()}
    if not set(address.converters) <= world.keys():  # let in, to find that what was named is not there
        found = {
            who: LET_IN if (was, wanted[who]) == (DOES_NOT_EXIST, LET_IN) else was
            for who, was in found.items()
        }
    if path.startswith("/api/") and found.get(NOBODY) == REFUSED:  # a program is not sent to a sign-in page
        found[NOBODY] = ASKED_TO_SIGN_IN
    return found


def test_the_admin_is_for_staff(world: Mapping[str, Any], visitors: dict[str, Client]) -> None:
    open_doors = {"/admin/login/", "/admin/logout/"}
    paths = {filled(each, world) for each in ADMIN} - open_doors
    let_in = [
        (who, path)
        for who, browser in visitors.items()
        for path in sorted(
            paths if who in (NOBODY, Role.FIRM_ADMIN) else paths & {"/admin/", "/admin/core/user/"}
        )
        if not browser.get(path).get("Location", "").startswith("/admin/login/")
    ]
    assert let_in == []


def test_the_exceptions_are_still_there() -> None:
    routes = [each.route for each in addresses()]
    assert all(own in routes for own in WITHOUT_RULE)


def ungoverned(_request: HttpRequest, **_named: str) -> HttpResponse:
    return HttpResponse("anything")


class Ungoverned(View):
    """A page that forgot its rule."""


def test_an_address_without_a_rule_is_found_wherever_it_is_added() -> None:
    inner = [path("<slug:slug>/secret/", ungoverned), path("open/", open_to_all(ungoverned))]
    urlconf = [
        path("books/", include(inner)),
        path("class/", Ungoverned.as_view()),
        path("admin-tools/", ungoverned),
        path("mine/", signed_in(ungoverned)),
        path("theirs/<slug:slug>/", business_required()(ungoverned)),
        path("enter/", open_to_all(LoginView.as_view())),
    ]
    assert without_rule(urlconf) == ["books/<slug:slug>/secret/", "class/", "admin-tools/"]


def test_a_view_that_lets_everyone_in_does_not_pass_for_a_governed_one(client: Client, db: None) -> None:
    assert expected(May.CONNECT)[Role.ADVISOR] == REFUSED
    assert expected(May.CONNECT)[NOBODY] == ASKED_TO_SIGN_IN
    assert outcome(client, "/login/", is_welcome=False) == LET_IN
    assert outcome(client, "/people/", is_welcome=False) == ASKED_TO_SIGN_IN
