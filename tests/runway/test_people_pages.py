"""The people page and the link of an invitation, through the browser and the letter."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from core import clock
from core.models import Business, Firm, Invitation, Membership, Role, User
from tests.conftest import PASSWORD, signed_in

ADA = "ada@acme.example"
NEW = "a-password-of-her-own"


@pytest.fixture
def fern(acme: Business) -> Client:
    """The firm admin of Acme, signed in."""
    user = User.objects.create_user("fern@acme.example", PASSWORD, name="Fern")
    Membership.objects.create(user=user, firm=acme.firm, role=Role.FIRM_ADMIN)
    return signed_in(user)


def text(response: HttpResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def invite(
    browser: Client, email: str = ADA, role: str = Role.BOOKKEEPER, place: str = "firm"
) -> HttpResponse:
    return browser.post("/people/acme/invite/", {"email": email, "role": role, "place": place}, follow=True)


def link() -> str:
    """The path in the newest letter."""
    found = re.search(r"http://testserver(/invitation/\S+)", mail.outbox[-1].body)
    assert found
    return found.group(1)


def membership_of(email: str) -> Membership:
    return Membership.objects.get(user__email=email, firm__slug="acme")


def test_a_person_is_invited_by_letter_chooses_a_password_and_is_in(acme: Business, fern: Client) -> None:
    listed = text(invite(fern, place=str(acme.pk)))
    assert "A link was sent to ada@acme.example." in listed
    assert "Invited, not yet here" in listed
    (letter,) = mail.outbox
    assert letter.to == [ADA]
    assert letter.subject == "Acme invites you to RowCol"
    assert "Fern of Acme invites you to RowCol, as bookkeeper for Acme." in letter.body
    ada = Client()
    assert "You will sign in as ada@acme.example" in text(ada.get(link()))
    board = ada.post(link(), {"name": "Ada", "new_password1": NEW, "new_password2": NEW}, follow=True)
    assert "Ada" in text(board)
    assert (membership_of(ADA).role, membership_of(ADA).business) == (Role.BOOKKEEPER, acme)
    assert "accepted already; a link works once" in text(Client().get(link()))
    assert Client().post("/login/", {"username": ADA, "password": NEW})["Location"] == "/"


def test_a_password_that_will_not_do_is_said_beside_it_and_nothing_happens(fern: Client, db: None) -> None:
    invite(fern)
    answer = Client().post(link(), {"name": "", "new_password1": "short", "new_password2": "other"})
    page = answer.content.decode()
    assert 'id="id_name_error"' in page
    assert "A name is needed" in page
    assert "didn’t match" in page
    assert not User.objects.filter(email=ADA).exists()


def test_who_is_signed_in_as_that_address_just_accepts(acme: Business, sam: User, fern: Client) -> None:
    invite(fern, email=sam.email.upper())
    browser = signed_in(sam)
    assert "Accept the invitation" in text(browser.get(link()))
    assert browser.post(link())["Location"] == "/"
    assert membership_of(sam.email).role == Role.BOOKKEEPER


def test_who_has_an_account_signs_in_first_and_comes_back(acme: Business, sam: User, fern: Client) -> None:
    invite(fern, email=sam.email)
    browser = Client()
    door = browser.get(link())
    assert door["Location"] == f"/login/?next={link()}"
    entered = browser.post(door["Location"], {"username": sam.email, "password": PASSWORD, "next": link()})
    assert entered["Location"] == link()


def test_an_invitation_for_another_address_is_not_accepted(acme: Business, sam: User, fern: Client) -> None:
    invite(fern)
    browser = signed_in(sam)
    assert "You are signed in as sam@elsewhere.example." in text(browser.get(link()))
    browser.post(link())
    assert not sam.memberships.filter(firm=acme.firm).exists()


def test_a_closed_account_does_not_come_back_by_invitation(sam: User, fern: Client) -> None:
    invite(fern, email=sam.email)
    User.objects.filter(pk=sam.pk).update(is_active=False)
    assert "The account of this address is closed." in text(Client().get(link()))


def test_links_that_do_not_open_say_what_to_do(fern: Client) -> None:
    invite(fern)
    cut_off, whole = link()[:-3] + "/", link()
    assert Client().get("/invitation/%00/").status_code == 410
    assert Client().get(cut_off).status_code == 410
    assert "It may be cut off in the middle" in text(Client().get(cut_off))
    Invitation.objects.update(sent_at=clock.now() - timedelta(days=8))
    assert "which are over. Ask a firm admin of Acme" in text(Client().get(whole))
    assert "ended" in text(fern.get("/people/"))


def test_an_invitation_is_sent_again_and_withdrawn(fern: Client) -> None:
    invite(fern)
    first, number = link(), Invitation.objects.get().pk
    fern.post(f"/people/invitation/{number}/again/")
    assert link() != first
    assert Client().get(first).status_code == 410
    assert Client().get(link()).status_code == 200
    listed = text(fern.post(f"/people/invitation/{number}/withdraw/", follow=True))
    assert "is withdrawn; its link opens nothing now" in listed
    assert "Invited, not yet here" not in listed
    again = text(fern.post(f"/people/invitation/{number}/again/", follow=True))
    assert "accepted or withdrawn meanwhile" in again


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"email": ""}, "An e-mail address is needed"),
        ({"email": "olive"}, "This is not an e-mail address"),
        ({"email": "olive@acme.example\nBcc: all@acme.example"}, "This is not an e-mail address"),
        ({"role": ""}, "Choose a role."),
        ({"role": "emperor"}, "There is no such role."),
        ({"place": ""}, "Choose a client, or all of them."),
        ({"place": "firm", "role": "owner"}, "An owner is the client of one business. Choose the business."),
        ({"place": "999"}, "You cannot give access to this."),
    ],
)
def test_what_is_wrong_in_an_invitation_is_said_beside_the_field(
    fern: Client, typed: dict[str, str], said: str
) -> None:
    page = invite(fern, **typed).content.decode()
    assert f'<ul class="errorlist" id="id_{next(iter(typed))}_error"><li>{said}' in page
    assert 'aria-invalid="true"' in page
    assert mail.outbox == []
    assert not Invitation.objects.exists()


def test_who_is_there_already_is_not_invited(acme: Business, olive: User, fern: Client) -> None:
    assert "Olive has this access already, as owner." in text(
        invite(fern, email=olive.email, place=str(acme.pk))
    )
    assert mail.outbox == []


def test_the_business_of_another_firm_cannot_be_given(sam: User, fern: Client) -> None:
    elsewhere = Business.objects.get(slug="elsewhere")
    assert "You cannot give access to this." in text(invite(fern, place=str(elsewhere.pk)))


def test_a_mail_server_that_is_away_loses_no_invitation(fern: Client, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", 1, False
    assert "the mail server did not take the letter. Send it again later." in text(invite(fern))
    assert Invitation.objects.count() == 1


def test_a_role_is_changed_and_access_removed_on_the_page(acme: Business, olive: User, fern: Client) -> None:
    number = membership_of(olive.email).pk
    changed = fern.post(f"/people/member/{number}/role/", {"role": "controller"}, follow=True)
    assert "Olive is now controller." in text(changed)
    unheard = fern.post(f"/people/member/{number}/role/", {"role": "emperor"}, follow=True)
    assert "Choose one of the roles in the list." in text(unheard)
    assert membership_of(olive.email).role == Role.CONTROLLER
    browser = signed_in(olive)
    assert browser.get("/b/acme/").status_code == 200
    assert "Remove Olive?" in text(fern.get(f"/people/member/{number}/remove/"))
    removed = fern.post(f"/people/member/{number}/remove/", follow=True)
    assert "Olive has no access to Acme any more." in text(removed)
    assert browser.get("/b/acme/").status_code == 404
    assert fern.post(f"/people/member/{number}/remove/").status_code == 404


def test_the_last_firm_admin_stays(fern: Client) -> None:
    held = membership_of("fern@acme.example")
    assert "the only firm admin: stays until there is another" in text(fern.get("/people/"))
    for deed, form in (("role", {"role": "viewer"}), ("remove", {})):
        said = text(fern.post(f"/people/member/{held.pk}/{deed}/", form, follow=True))
        assert "Acme keeps one firm admin. Make someone else firm admin of all of it first." in said
    assert membership_of("fern@acme.example") == held


def test_a_role_over_the_whole_firm_is_never_owner(fern: Client, acme: Business) -> None:
    member = User.objects.create_user("vic@acme.example", name="Vic")
    held = Membership.objects.create(user=member, firm=acme.firm, role=Role.VIEWER)
    assert 'value="owner"' not in fern.get("/people/").content.decode()
    said = text(fern.post(f"/people/member/{held.pk}/role/", {"role": "owner"}, follow=True))
    assert "An owner is the client of one business." in said


def test_a_member_sees_whom_he_shares_books_with_and_cannot_change_them(
    firm: Firm, olive: User, fern: Client, olives_browser: Client
) -> None:
    other = Business.objects.create(firm=firm, name="Other client", slug="other-client")
    ivo = User.objects.create_user("ivo@other.example", name="Ivo")
    elsewhere = Membership.objects.create(user=ivo, firm=firm, business=other, role=Role.OWNER)
    invite(fern)
    seen = text(olives_browser.get("/people/"))
    assert "Fern" in seen
    assert "Olive" in seen
    assert "Ivo" not in seen
    assert ADA not in seen
    assert "Invite a person" not in seen
    assert "Save" not in seen
    assert olives_browser.get(f"/people/member/{elsewhere.pk}/remove/").status_code == 404
    refused = olives_browser.post(
        f"/people/member/{membership_of(olive.email).pk}/role/", {"role": "advisor"}
    )
    assert refused.status_code == 403
    assert "Only a firm admin may give people access. Nothing was changed." in text(refused)


def test_an_admin_of_one_client_gives_access_to_that_one_only(
    firm: Firm, olive: User, olives_browser: Client
) -> None:
    other = Business.objects.create(firm=firm, name="Other client", slug="other-client")
    olive.memberships.update(role=Role.FIRM_ADMIN)
    own = str(olive.memberships.get().business_id)
    for place in ("firm", str(other.pk)):
        assert "You cannot give access to this." in text(invite(olives_browser, place=place))
    assert "A link was sent" in text(invite(olives_browser, place=own))


@pytest.mark.parametrize("path", ["member/99999999999999999999/remove/", "invitation/0/again/"])
def test_numbers_that_name_nobody_are_not_found(fern: Client, path: str) -> None:
    assert fern.post(f"/people/{path}").status_code == 404


def test_who_belongs_to_no_firm_is_told(db: None) -> None:
    page = signed_in(User.objects.create_user(ADA)).get("/people/")
    assert "You belong to no firm yet." in text(page)


def test_ten_times_as_many_people_take_the_same_few_queries(acme: Business, fern: Client) -> None:
    def queries(people: int) -> int:
        for number in range(people):
            user = User.objects.create_user(f"{people}-{number}@acme.example")
            Membership.objects.create(user=user, firm=acme.firm, business=acme, role=Role.VIEWER)
            Invitation.objects.create(
                firm=acme.firm,
                business=acme,
                email=f"new-{people}-{number}@acme.example",
                role=Role.VIEWER,
                token_hash=f"{people}-{number}",
            )
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert fern.get("/people/").status_code == 200
        return len(seen)

    # session, person, reach, members, invitations, zones, signs of life, alerts
    assert queries(2) == queries(20) == 8
