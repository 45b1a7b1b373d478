"""Flow: owned. Who gets the weekly digest of a business, in which role's edition: all with access who let it come."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from core.models import Business, DigestStop, Membership, Role, User

# The edition of who holds several roles: the one that shows most.
FULLEST = (Role.ADVISOR, Role.FIRM_ADMIN, Role.CONTROLLER, Role.BOOKKEEPER, Role.OWNER, Role.VIEWER)


@dataclass(frozen=True, slots=True)
class Reader:
    """One person and whose edition they get; `address` is in lower case."""

    user_id: int
    name: str
    address: str
    role: Role


def readers_of(business: Business) -> tuple[Reader, ...]:
    """Everyone with access who has not stopped the mail, by name. Two queries."""
    stopped = set(DigestStop.objects.filter(business=business).values_list("user_id", flat=True))
    return tuple(reader for reader in _with_access(business) if reader.user_id not in stopped)


def reader(business: Business, user: User) -> Reader | None:
    """One person, whether they stopped the mail or not; None for who has no access."""
    return next(iter(_with_access(business, user)), None)


def is_wanted(business: Business, address: str) -> bool:
    """Whether the person at this address still has access and has not stopped the mail."""
    return any(one.address == address for one in readers_of(business))


def has_access(business: Business, address: str) -> bool:
    """Whether the person at this address still has access."""
    return any(one.address == address for one in _with_access(business))


def _with_access(business: Business, user: User | None = None) -> Iterable[Reader]:
    held = Membership.objects.filter(Q(business=business) | Q(business=None), firm=business.firm_id)
    held = held.filter(user__is_active=True).exclude(user__email="").select_related("user")
    roles: dict[User, set[str]] = {}
    for one in held.filter(user=user) if user else held:
        roles.setdefault(one.user, set()).add(one.role)
    found = (Reader(who.pk, str(who), who.email.lower(), _edition(of)) for who, of in roles.items())
    return sorted(found, key=lambda one: (one.name, one.address))


def _edition(roles: Iterable[str]) -> Role:
    return min((Role(role) for role in roles), key=FULLEST.index)
