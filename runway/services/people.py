"""The people page: for every firm that a person belongs to, who has which role where, and who is invited."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from core.access import ALLOWED, May, Reach, visible_grants
from core.models import Firm, Invitation, Membership, Role, User
from core.models.access import roles_at
from core.people import WAITING
from runway.services.zones import zones_of


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One role of one person. `is_last_admin`: nobody else could let people into the firm."""

    number: int
    person: str
    email: str
    is_you: bool
    role: str
    place: str
    signed_in_at: datetime | None
    may_change: bool
    is_last_admin: bool
    roles: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class InvitedRow:
    """One invitation that waits."""

    number: int
    email: str
    role: str
    place: str
    sent_at: datetime
    expires_at: datetime
    is_over: bool


@dataclass(frozen=True, slots=True)
class FirmPeople:
    """The people of one firm, as far as the viewer has to do with them."""

    name: str
    slug: str
    may_invite: bool
    members: tuple[MemberRow, ...]
    invited: tuple[InvitedRow, ...]


@dataclass(frozen=True, slots=True)
class RoleRights:
    """A role and what it may do, in words."""

    role: str
    may: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """All firms of the viewer by name, and the meaning of the roles."""

    firms: tuple[FirmPeople, ...]
    rights: tuple[RoleRights, ...]


class PeopleOverview:
    """Makes the people page of one viewer; five queries, however many people."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.reach = Reach(user)

    def page(self, now: datetime) -> PeoplePage:
        """Everyone the viewer has to do with; invitations only where the viewer may give access."""
        held: list[Membership] = list(
            visible_grants(Membership, self.user).select_related("firm", "business", "user")
        )
        waiting = [
            each for each in visible_grants(Invitation, self.user).filter(**WAITING) if self._gives(each)
        ]
        firms = sorted({grant.firm for grant in held}, key=lambda firm: (firm.name, firm.pk))
        zones = zones_of(firms)
        return PeoplePage(
            tuple(self._firm(firm, held, waiting, now, zones[firm.pk]) for firm in firms),
            tuple(
                RoleRights(role.label, tuple(may.value for may in May if may in ALLOWED[role]))
                for role in Role
            ),
        )

    def _firm(
        self,
        firm: Firm,
        held: Iterable[Membership],
        waiting: Iterable[Invitation],
        now: datetime,
        zone: ZoneInfo,
    ) -> FirmPeople:
        here = [each for each in held if each.firm == firm]
        admins = [each for each in here if _opens_the_firm(each)]
        lonely = admins[0] if len(admins) == 1 else None
        members = [self._member(each, each == lonely, zone) for each in sorted(here, key=_by_person)]
        invited = [_invited(each, now, zone) for each in waiting if each.firm == firm]
        may_invite = May.INVITE in self.reach.somewhere_in(firm.pk)
        return FirmPeople(firm.name, firm.slug, may_invite, tuple(members), tuple(invited))

    def _member(self, held: Membership, is_last_admin: bool, firms_zone: ZoneInfo) -> MemberRow:
        person = held.user
        return MemberRow(
            held.pk,
            str(person),
            person.email,
            person == self.user,
            held.role,
            _place(held),
            person.last_login and person.last_login.astimezone(_zone(held, firms_zone)),
            self._gives(held) and not is_last_admin,
            is_last_admin,
            tuple((role.value, role.label) for role in roles_at(held.business_id)),
        )

    def _gives(self, grant: Membership | Invitation) -> bool:
        return May.INVITE in self.reach.rights(grant.firm_id, grant.business_id)


def _opens_the_firm(held: Membership) -> bool:
    return held.role == Role.FIRM_ADMIN and held.business_id is None and held.user.is_active


def _invited(each: Invitation, now: datetime, firms_zone: ZoneInfo) -> InvitedRow:
    zone, over = _zone(each, firms_zone), each.expires_at <= now
    sent_at, expires_at = each.sent_at.astimezone(zone), each.expires_at.astimezone(zone)
    return InvitedRow(each.pk, each.email, each.role, _place(each), sent_at, expires_at, over)


def _zone(grant: Membership | Invitation, firms_zone: ZoneInfo) -> ZoneInfo:
    """The business's own, where one is named; else that of most clients of the firm."""
    return ZoneInfo(grant.business.timezone) if grant.business else firms_zone


def _place(grant: Membership | Invitation) -> str:
    return grant.business.name if grant.business else f"All of {grant.firm}"


def _by_person(held: Membership) -> Any:
    return (str(held.user).lower(), held.user.email, held.business is not None, _place(held))
