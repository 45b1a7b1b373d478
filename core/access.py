"""Who may see and do what: the one place that decides.

To a stranger a business does not exist (404); a member who may not do something is told who may (403).
"""

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from core.models import Business, Firm, Invitation, Membership, Role, User

View = Callable[..., HttpResponse]
SEES_BUSINESSES = "core.view_business"


class May(Enum):
    """What can be done with a business; the value is how a sentence about it goes on: "may ..."."""

    SEE = "see its books"
    TIDY = "work on its hygiene tray"
    PROPOSE = "propose decisions"
    PLAN = "enter known items and expected dates"
    APPROVE = "approve decisions"
    SET = "change its settings"
    AUDIT = "read its audit trail"
    CONNECT = "connect it to QuickBooks"
    INVITE = "give people access"


ALLOWED: Mapping[Role, frozenset[May]] = {
    Role.VIEWER: frozenset({May.SEE}),
    Role.OWNER: frozenset({May.SEE, May.APPROVE, May.AUDIT}),
    Role.BOOKKEEPER: frozenset({May.SEE, May.TIDY}),
    Role.CONTROLLER: frozenset({May.SEE, May.TIDY, May.PROPOSE, May.PLAN, May.APPROVE}),
    Role.ADVISOR: frozenset({May.SEE, May.TIDY, May.PROPOSE, May.PLAN, May.APPROVE, May.SET, May.AUDIT}),
    Role.FIRM_ADMIN: frozenset(May),
}


class NotAllowed(PermissionDenied):
    """A member without the right; the message says who has it."""

    def __init__(self, deed: May) -> None:
        self.deed, self.who = deed, roles_that_may(deed)
        super().__init__(f"Only {_listed(self.who)} may {deed.value}.")


def roles_that_may(deed: May) -> tuple[Role, ...]:
    """The roles that have a right, in the order of `Role`."""
    return tuple(role for role in Role if deed in ALLOWED[role])


def visible_businesses(user: User) -> QuerySet[Business]:
    """The businesses a person may see: those named in a membership, and all of a firm where none is named."""
    own = user.memberships.all()
    whole_firms = own.filter(business=None).values("firm")
    return Business.objects.filter(
        Q(firm__in=whole_firms) | Q(pk__in=own.exclude(business=None).values("business"))
    )


def overseen_businesses(user: User) -> QuerySet[Business]:
    """The businesses whose upkeep a person may see: their own, and all for staff who see businesses in the admin."""
    if user.is_staff and user.has_perm(SEES_BUSINESSES):
        return Business.objects.all()
    return visible_businesses(user)


def rights(user: User, business: Business) -> frozenset[May]:
    """All that a person may do with a business: the rights of every role they have there; none for a stranger."""
    known = _with_roles(user).filter(pk=business.pk).first()
    return _rights(known.roles if known else ())


class Reach:
    """All that a person may do anywhere, read once."""

    def __init__(self, user: User) -> None:
        self._held = list(user.memberships.values_list("firm_id", "business_id", "role"))

    def rights(self, firm_id: int, business_id: int | None) -> frozenset[May]:
        """For a business; or, where none is named, for its whole firm."""
        return _rights(
            role for firm, business, role in self._held if firm == firm_id and business in (None, business_id)
        )

    def is_named_for(self, business_id: int) -> bool:
        """Whether a role of theirs is for this very business, not for its whole firm."""
        return any(business == business_id for _, business, _ in self._held)

    def somewhere_in(self, firm_id: int) -> frozenset[May]:
        """For the firm or any one of its businesses."""
        return _rights(role for firm, _, role in self._held if firm == firm_id)


def visible_grants(kind: Any, user: User) -> QuerySet[Any]:
    """Memberships or invitations in whole firms and in businesses that a person has to do with, with their names."""
    own = user.memberships.all()
    whole_firms = own.filter(business=None).values("firm")
    shared = Q(firm__in=whole_firms) | Q(business__in=own.exclude(business=None).values("business"))
    everywhere = Q(business=None, firm__in=own.values("firm"))
    return kind.objects.filter(shared | everywhere).select_related("firm", "business")


def firms_where(user: User, deed: May) -> QuerySet[Firm]:
    """The firms in which a person may do this with every client, those still to come among them."""
    whole = {"memberships__business": None, "memberships__role__in": roles_that_may(deed)}
    return Firm.objects.filter(memberships__user=user, **whole).distinct().order_by("name")


def people_of(business: Business) -> QuerySet[User]:
    """Everyone who may see a business, by name."""
    here = Q(memberships__business=business) | Q(
        memberships__firm=business.firm_id, memberships__business=None
    )
    return User.objects.filter(here, is_active=True).distinct().order_by("name", "email")


def require(user: User, business: Business, deed: May) -> None:
    """Raises `NotAllowed` for a member without this right."""
    if deed not in rights(user, business):
        raise NotAllowed(deed)


def business_required(deed: May = May.SEE, *, staff: str = "") -> Callable[[View], View]:
    """Hand the view the business that the slug names, to those who may do this; `request.rights` is all they may.

    `request.business` is it too, for what stands around every page. `staff` is a permission of the admin: staff who
    have it may do this with any business.
    """

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
            user: Any = request.user
            operates = bool(staff) and user.is_staff and user.has_perm(staff)
            known = _with_roles(user) if operates else _with_roles(user).exclude(roles=[])
            business = get_object_or_404(known.select_related("firm"), slug=slug)
            granted = _rights(business.roles) | (frozenset({deed}) if operates else frozenset())
            if deed not in granted:
                raise NotAllowed(deed)
            request.rights, request.business = granted, business  # type: ignore[attr-defined]
            return view(request, business, *args, **kwargs)

        guarded.rule = deed  # type: ignore[attr-defined]
        return guarded

    return decorate


def firm_required(deed: May) -> Callable[[View], View]:
    """Hand the view the firm that the address names, to those who may do this to all or some of its businesses."""

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, firm: str, *args: Any, **kwargs: Any) -> HttpResponse:
            user: Any = request.user
            found = get_object_or_404(Firm, slug=firm, pk__in=user.memberships.values("firm"))
            if deed not in Reach(user).somewhere_in(found.pk):
                raise NotAllowed(deed)
            return view(request, found, *args, **kwargs)

        guarded.rule = deed  # type: ignore[attr-defined]
        return guarded

    return decorate


def grant_required(kind: type[Membership] | type[Invitation]) -> Callable[[View], View]:
    """Hand the view the membership or invitation that the address names, to those who may give and take it."""

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            user: Any = request.user
            grant = get_object_or_404(visible_grants(kind, user), pk=kwargs.pop(kind.__name__.lower()))
            if May.INVITE not in Reach(user).rights(grant.firm_id, grant.business_id):
                raise NotAllowed(May.INVITE)
            return view(request, grant, *args, **kwargs)

        guarded.rule = May.INVITE  # type: ignore[attr-defined]
        return guarded

    return decorate


def signed_in(view: View) -> View:
    """For pages about the person, not about one business."""
    guarded = login_required(view)
    guarded.rule = "signed in"  # type: ignore[attr-defined]
    return guarded


def open_to_all(view: View) -> View:
    """For pages that anybody may ask for, signed in or not."""

    @wraps(view)
    def unguarded(*args: Any, **kwargs: Any) -> HttpResponse:
        return view(*args, **kwargs)

    unguarded.rule = "anybody"  # type: ignore[attr-defined]
    return unguarded


def _with_roles(user: User) -> QuerySet[Any]:
    """All businesses, each with the roles that a person has there: for the business itself, or for its whole firm."""
    here = Q(firm=OuterRef("firm"), business=None) | Q(business=OuterRef("pk"))
    return Business.objects.annotate(roles=ArraySubquery(user.memberships.filter(here).values("role")))


def _rights(roles: Iterable[str]) -> frozenset[May]:
    return frozenset().union(*(ALLOWED[Role(role)] for role in roles))


def _listed(roles: tuple[Role, ...]) -> str:
    names = [
        f"a {role.label.lower()}" if role.label[0] not in "AO" else f"an {role.label.lower()}"
        for role in roles
    ]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
