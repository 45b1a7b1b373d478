"""The people of the demo: a firm, its head with a password of this machine, colleagues, client businesses."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.text import slugify

from core.models import Business, Firm, Membership, Role, User
from core.services import BusinessService
from rowcol.demo.sandbox import COMPANIES, Company

FIRM = "Larch Row Advisory"
EMAIL = "demo@rowcol.example"


@dataclass(frozen=True)
class Colleague:
    """Someone else who may sign in, with the same password."""

    email: str
    name: str
    role: Role
    in_whole_firm: bool = True


COLLEAGUES = (
    Colleague("advisor@rowcol.example", "Ada Visser", Role.ADVISOR),
    Colleague("controller@rowcol.example", "Cora Roller", Role.CONTROLLER),
    Colleague("bookkeeper@rowcol.example", "Bo Keeper", Role.BOOKKEEPER),
    Colleague("owner@rowcol.example", "Odette Fernhill", Role.OWNER, in_whole_firm=False),
    Colleague("viewer@rowcol.example", "Vic Weaver", Role.VIEWER, in_whole_firm=False),
)


@dataclass(frozen=True)
class Login:
    """What a person types on the sign-in page."""

    email: str
    password: str


def login() -> Login:
    """The demo's login, made at the first start and kept in var/demo.json for this machine's user alone."""
    path: Path = settings.VAR / "demo.json"
    if path.exists():
        return Login(**json.loads(path.read_text()))
    made = Login(EMAIL, secrets.token_urlsafe(9))
    path.touch(mode=0o600)
    path.write_text(json.dumps({"email": made.email, "password": made.password}) + "\n")
    return made


def assemble(who: Login, companies: Sequence[Company] = COMPANIES) -> list[Business]:
    """The firm's businesses, one for each company, with its head (who may also see the admin) and everyone's
    roles; what is there is kept.
    """
    firm, _ = Firm.objects.get_or_create(slug="larch-row", defaults={"name": FIRM})
    head = _head(who)
    Membership.objects.get_or_create(user=head, firm=firm, business=None, defaults={"role": Role.FIRM_ADMIN})
    businesses = [_business(firm, company.name) for company in companies]
    for colleague in COLLEAGUES:
        _join(colleague, head, businesses[0])
    return businesses


def _business(firm: Firm, name: str) -> Business:
    """By its slug, which stays when the business is renamed."""
    found = firm.businesses.filter(slug=slugify(name)).first()
    return found or BusinessService("demo").open_business(firm, name)


def _head(who: Login) -> User:
    user = User.objects.filter(email__iexact=who.email).first() or User.objects.create_superuser(
        who.email, who.password, name="Robin Larch"
    )
    if not user.check_password(who.password):
        user.set_password(who.password)
        user.save(update_fields=["password"])
    return user


def _join(colleague: Colleague, head: User, business: Business) -> None:
    """The colleague in their role, with the head's password."""
    user, _ = User.objects.update_or_create(
        email=colleague.email,
        defaults={"password": head.password},
        create_defaults={"password": head.password, "name": colleague.name},
    )
    if not user.memberships.filter(firm=business.firm).exists():
        place = None if colleague.in_whole_firm else business
        Membership.objects.create(user=user, firm=business.firm, business=place, role=colleague.role)
