"""The people of the demo: a firm, its advisor with a password of this machine, and one client business."""

import json
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from core.models import Business, Firm, Membership, Role, User
from core.services import BusinessService
from rowcol.demo.sandbox import BUSINESS

FIRM = "Larch Row Advisory"
EMAIL = "demo@rowcol.example"


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


def assemble(who: Login) -> Business:
    """The firm, the advisor (who may also see the admin) and the business; what is there already is kept."""
    firm, _ = Firm.objects.get_or_create(slug="larch-row", defaults={"name": FIRM})
    user = User.objects.filter(email__iexact=who.email).first() or User.objects.create_superuser(
        who.email, who.password, name="Robin Larch"
    )
    if not user.check_password(who.password):
        user.set_password(who.password)
        user.save(update_fields=["password"])
    Membership.objects.get_or_create(user=user, firm=firm, business=None, defaults={"role": Role.ADVISOR})
    return firm.businesses.first() or BusinessService("demo").open_business(firm, BUSINESS)
