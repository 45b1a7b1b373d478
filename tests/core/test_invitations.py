"""Giving people access, and taking it away."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from core import clock
from core.models import AuditEntry, Business, Firm, Invitation, Membership, Role, User
from core.people import Closed, LastFirmAdmin, OwnerOfAll, PeopleService, Refused, accept, hashed, waiting_for


@pytest.fixture
def fern(firm: Firm) -> User:
    """The firm admin of Acme."""
    user = User.objects.create_user("fern@acme.example", name="Fern")
    Membership.objects.create(user=user, firm=firm, role=Role.FIRM_ADMIN)
    return user


@pytest.fixture
def ada(db: None) -> User:
    """Has an account and no role at Acme."""
    return User.objects.create_user("ada@acme.example", name="Ada")


def as_if_sent(invitation: Invitation, ago: timedelta) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(sent_at=clock.now() - ago)


def role_of(user: User, firm: Firm) -> str:
    return user.memberships.get(firm=firm).role


def trail() -> list[tuple[str, str, str]]:
    return list(AuditEntry.objects.order_by("pk").values_list("actor", "action", "subject"))


def test_who_accepts_has_the_role_of_the_invitation(acme: Business, fern: User, ada: User) -> None:
    _, token = PeopleService(fern).invite(acme.firm, acme, "Ada@Acme.example", Role.BOOKKEEPER)
    held = accept(token, lambda: ada)
    assert (held.user, held.business, held.role) == (ada, acme, Role.BOOKKEEPER)
    assert trail() == [
        ("fern@acme.example", "invited", "ada@acme.example"),
        ("ada@acme.example", "invitation accepted", "ada@acme.example"),
    ]


def test_the_token_is_kept_nowhere_but_in_the_letter(acme: Business, fern: User) -> None:
    invitation, token = PeopleService(fern).invite(acme.firm, acme, "ada@acme.example", Role.VIEWER)
    assert invitation.token_hash == hashed(token) != token
    assert token not in str(list(Invitation.objects.values()) + list(AuditEntry.objects.values()))


def test_a_link_works_once(acme: Business, fern: User, ada: User, sam: User) -> None:
    _, token = PeopleService(fern).invite(acme.firm, acme, "ada@acme.example", Role.VIEWER)
    accept(token, lambda: ada)
    with pytest.raises(Closed, match="accepted already"):
        accept(token, lambda: sam)
    assert not sam.memberships.filter(firm=acme.firm).exists()


def test_a_link_is_good_for_seven_days(acme: Business, fern: User, ada: User) -> None:
    invitation, token = PeopleService(fern).invite(acme.firm, acme, "ada@acme.example", Role.VIEWER)
    as_if_sent(invitation, timedelta(days=6, hours=23))
    assert waiting_for(token) == invitation
    as_if_sent(invitation, timedelta(days=7))
    with pytest.raises(Closed, match=r"good for 7 days.*Ask a firm admin of Acme"):
        accept(token, lambda: ada)


def test_sending_again_gives_seven_days_more_and_closes_the_first_link(acme: Business, fern: User) -> None:
    invitation, first = PeopleService(fern).invite(acme.firm, acme, "ada@acme.example", Role.VIEWER)
    as_if_sent(invitation, timedelta(days=30))
    second = PeopleService(fern).send_again(invitation)
    assert waiting_for(second) == invitation
    with pytest.raises(Closed, match="a later letter has replaced it"):
        waiting_for(first)


def test_inviting_an_address_again_replaces_the_earlier_invitation(acme: Business, fern: User) -> None:
    _, first = PeopleService(fern).invite(acme.firm, None, "ada@acme.example", Role.VIEWER)
    _, second = PeopleService(fern).invite(acme.firm, None, "ADA@acme.example", Role.ADVISOR)
    assert Invitation.objects.get().role == Role.ADVISOR
    assert waiting_for(second)
    with pytest.raises(Closed):
        waiting_for(first)


def test_a_withdrawn_invitation_opens_nothing_and_is_not_sent_again(acme: Business, fern: User) -> None:
    invitation, token = PeopleService(fern).invite(acme.firm, acme, "ada@acme.example", Role.VIEWER)
    PeopleService(fern).withdraw(invitation)
    with pytest.raises(Closed, match="withdrawn"):
        waiting_for(token)
    with pytest.raises(Refused, match="accepted or withdrawn meanwhile"):
        PeopleService(fern).send_again(invitation)


def test_an_invitation_takes_no_rights_away(acme: Business, fern: User) -> None:
    _, token = PeopleService(fern).invite(acme.firm, None, fern.email, Role.VIEWER)
    accept(token, lambda: fern)
    assert role_of(fern, acme.firm) == Role.FIRM_ADMIN


def test_a_role_is_changed_and_the_trail_keeps_both(acme: Business, fern: User, olive: User) -> None:
    PeopleService(fern).change_role(olive.memberships.get(), Role.CONTROLLER)
    assert role_of(olive, acme.firm) == Role.CONTROLLER
    entry = AuditEntry.objects.get(action="role changed")
    assert (entry.business_id, entry.subject) == (acme.pk, olive.email)
    assert entry.detail == {"firm": "acme", "before": "owner", "role": "controller"}


def test_saving_the_same_role_leaves_no_entry(fern: User, olive: User) -> None:
    PeopleService(fern).change_role(olive.memberships.get(), Role.OWNER)
    assert trail() == []


def test_who_is_removed_has_nothing_left_there(acme: Business, fern: User, olive: User) -> None:
    _, token = PeopleService(fern).invite(acme.firm, acme, olive.email, Role.ADVISOR)
    PeopleService(fern).remove(olive.memberships.get())
    assert not olive.memberships.exists()
    with pytest.raises(Closed, match="withdrawn"):
        waiting_for(token)
    assert trail()[-1] == ("fern@acme.example", "access removed", "olive@acme.example")


@pytest.mark.parametrize("deed", ["demote", "remove"])
def test_a_firm_keeps_one_firm_admin(firm: Firm, fern: User, deed: str) -> None:
    service, held = PeopleService(fern), fern.memberships.get()
    with pytest.raises(LastFirmAdmin, match="Acme keeps one firm admin"):
        service.remove(held) if deed == "remove" else service.change_role(held, Role.ADVISOR)
    assert role_of(fern, firm) == Role.FIRM_ADMIN
    assert trail() == []


def test_neither_an_admin_of_one_client_nor_a_closed_account_counts_as_another(
    acme: Business, fern: User, olive: User, ada: User
) -> None:
    olive.memberships.update(role=Role.FIRM_ADMIN)
    Membership.objects.create(user=ada, firm=acme.firm, role=Role.FIRM_ADMIN)
    User.objects.filter(pk=ada.pk).update(is_active=False)
    with pytest.raises(LastFirmAdmin):
        PeopleService(fern).remove(fern.memberships.get())
    PeopleService(fern).remove(olive.memberships.get())


def test_where_there_are_two_one_may_go(firm: Firm, fern: User, ada: User) -> None:
    Membership.objects.create(user=ada, firm=firm, role=Role.FIRM_ADMIN)
    PeopleService(fern).remove(fern.memberships.get())
    with pytest.raises(LastFirmAdmin):
        PeopleService(ada).change_role(ada.memberships.get(), Role.VIEWER)


def test_what_was_taken_away_meanwhile_is_said(fern: User, olive: User) -> None:
    held = olive.memberships.get()
    PeopleService(fern).remove(held)
    gone = Membership(pk=10**9, firm=fern.memberships.get().firm, user=olive)
    with pytest.raises(Refused, match="taken away meanwhile"):
        PeopleService(fern).change_role(gone, Role.VIEWER)


@pytest.mark.django_db(transaction=True)
def test_two_admins_cannot_remove_each_other_at_once(firm: Firm, fern: User, ada: User) -> None:
    Membership.objects.create(user=ada, firm=firm, role=Role.FIRM_ADMIN)
    held = list(Membership.objects.filter(role=Role.FIRM_ADMIN))

    def remove(membership: Membership) -> str:
        try:
            PeopleService(fern).remove(membership)
        except LastFirmAdmin:
            return "kept"
        finally:
            connection.close()
        return "removed"

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(remove, held)) == ["kept", "removed"]


def test_an_owner_is_invited_to_one_business_and_made_of_one(firm: Firm, fern: User, ada: User) -> None:
    with pytest.raises(OwnerOfAll, match="the client of one business"):
        PeopleService(fern).invite(firm, None, ada.email, Role.OWNER)
    held = Membership.objects.create(user=ada, firm=firm, role=Role.VIEWER)
    with pytest.raises(OwnerOfAll):
        PeopleService(fern).change_role(held, Role.OWNER)
    assert not Invitation.objects.exists()
