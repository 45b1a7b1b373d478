"""Flow: owned. Giving people access, and taking it away; each act leaves its entry in the audit trail."""

import secrets
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.db import transaction

from core import audit, clock
from core.models import Business, Firm, Invitation, Membership, Role, User
from core.models.access import OWNER_OF_ALL, roles_at

WAITING: dict[str, Any] = {"accepted_at": None, "withdrawn_at": None}


class Refused(Exception):
    """It was not done; the message is a sentence for the person who asked."""


class LastFirmAdmin(Refused):
    """A firm keeps at least one person who can let others in."""

    def __init__(self, firm: Firm) -> None:
        super().__init__(f"{firm} keeps one firm admin. Make someone else firm admin of all of it first.")


class OwnerOfAll(Refused):
    """An owner is the client of one business (RUNWAY 1)."""

    def __init__(self) -> None:
        super().__init__(OWNER_OF_ALL)


class Closed(Refused):
    """An invitation that can no longer be accepted; the message says why and what to do."""


class PeopleService:
    """What one person does about the access of others. Whether they may is decided before (core/access.py)."""

    def __init__(self, actor: User) -> None:
        self.actor = actor

    @transaction.atomic
    def invite(self, firm: Firm, business: Business | None, email: str, role: str) -> tuple[Invitation, str]:
        """The invitation and the token for its link; inviting an address again replaces the earlier link.

        Raises OwnerOfAll.
        """
        _insist_on_a_place(role, business.pk if business else None)
        token = secrets.token_urlsafe(32)
        invitation, _ = Invitation.objects.update_or_create(
            firm=firm,
            business=business,
            email=email.lower(),
            **WAITING,
            defaults={
                "role": role,
                "token_hash": hashed(token),
                "sent_at": clock.now(),
                "invited_by": self.actor,
            },
        )
        self._note("invited", invitation, invitation.email, role=role)
        return invitation, token

    @transaction.atomic
    def send_again(self, invitation: Invitation) -> str:
        """The token of a new link, good for seven days; the earlier one opens nothing any more."""
        waiting = _waiting(invitation)
        token = secrets.token_urlsafe(32)
        waiting.token_hash, waiting.sent_at = hashed(token), clock.now()
        waiting.save(update_fields=["token_hash", "sent_at"])
        self._note("invitation sent again", waiting, waiting.email, role=waiting.role)
        return token

    @transaction.atomic
    def withdraw(self, invitation: Invitation) -> None:
        """The link opens nothing any more."""
        waiting = _waiting(invitation)
        waiting.withdrawn_at = clock.now()
        waiting.save(update_fields=["withdrawn_at"])
        self._note("invitation withdrawn", waiting, waiting.email, role=waiting.role)

    @transaction.atomic
    def change_role(self, membership: Membership, role: str) -> None:
        """Raises LastFirmAdmin where nobody would be left to let people in, OwnerOfAll for a whole firm's owner,
        Refused where it was taken away.
        """
        held = _held(membership)
        if held.role == role:
            return
        _insist_on_a_place(role, held.business_id)
        if role != Role.FIRM_ADMIN:
            _insist_on_another_admin(held)
        before, held.role = held.role, role
        held.save(update_fields=["role"])
        self._note("role changed", held, held.user.email, before=before, role=role)

    @transaction.atomic
    def remove(self, membership: Membership) -> None:
        """Takes the access away, and what else waits for that address there. Raises as `change_role` does."""
        held = _held(membership)
        _insist_on_another_admin(held)
        self._note("access removed", held, held.user.email, role=held.role)
        waiting = Invitation.objects.filter(firm=held.firm, business=held.business, **WAITING)
        waiting.filter(email=held.user.email.lower()).update(withdrawn_at=clock.now())
        held.delete()

    def _note(self, action: str, grant: Membership | Invitation, subject: str, **detail: str) -> None:
        audit.record(
            self.actor.email,
            action,
            business=grant.business,
            subject=subject,
            firm=grant.firm.slug,
            **detail,
        )


def waiting_for(token: str) -> Invitation:
    """The invitation that a link opens. Raises Closed with the reason and the way on."""
    named = Invitation.objects.select_related("firm", "business", "invited_by")
    return _open(named.filter(token_hash=hashed(token)).first())


@transaction.atomic
def accept(token: str, person: Callable[[], User]) -> Membership:
    """The role for the person, who may be made only now. Raises Closed; a link works once, however often pressed.

    Who has a role there already keeps it: an invitation never takes rights away.
    """
    invitation = _open(Invitation.objects.select_for_update().filter(token_hash=hashed(token)).first())
    user = person()
    membership, _ = Membership.objects.get_or_create(
        user=user, firm=invitation.firm, business=invitation.business, defaults={"role": invitation.role}
    )
    invitation.accepted_at = clock.now()
    invitation.save(update_fields=["accepted_at"])
    audit.record(
        user.email,
        "invitation accepted",
        business=invitation.business,
        subject=invitation.email,
        firm=invitation.firm.slug,
        role=membership.role,
    )
    return membership


def hashed(token: str) -> str:
    """What is kept of a token: it is long and random, so that one quick hash is enough."""
    return sha256(token.encode()).hexdigest()


def _open(invitation: Invitation | None) -> Invitation:
    if invitation is None:
        raise Closed(
            "This link opens no invitation. It may be cut off in the middle, or a later letter has replaced it: "
            "open the newest one, or ask the person who invited you to send it again."
        )
    ask = f"Ask a firm admin of {invitation.firm} to send you another."
    if invitation.accepted_at:
        raise Closed("This invitation was accepted already; a link works once. Sign in to go on.")
    if invitation.withdrawn_at:
        raise Closed(f"This invitation was withdrawn. {ask}")
    if invitation.expires_at <= clock.now():
        raise Closed(f"This invitation was good for {Invitation.LASTS.days} days, which are over. {ask}")
    return invitation


def _waiting(invitation: Invitation) -> Invitation:
    found = Invitation.objects.select_for_update().filter(pk=invitation.pk, **WAITING).first()
    if found is None:
        raise Refused("This invitation was accepted or withdrawn meanwhile.")
    return found


def _held(membership: Membership) -> Membership:
    """The membership as it is now; its firm is locked, so that two admins cannot demote each other at once."""
    Firm.objects.select_for_update().get(pk=membership.firm_id)
    found = Membership.objects.filter(pk=membership.pk).select_related("user", "firm", "business").first()
    if found is None:
        raise Refused("This access was taken away meanwhile.")
    return found


def _insist_on_a_place(role: str, business_id: int | None) -> None:
    if role not in roles_at(business_id):
        raise OwnerOfAll


def _insist_on_another_admin(held: Membership) -> None:
    if held.role != Role.FIRM_ADMIN or held.business_id is not None:
        return
    if not firm_admins(held.firm).exclude(pk=held.pk).exists():
        raise LastFirmAdmin(held.firm)


def firm_admins(firm: Firm) -> Any:
    """The memberships of those who can let people into the whole firm."""
    return Membership.objects.filter(firm=firm, business=None, role=Role.FIRM_ADMIN, user__is_active=True)
