"""Flow: owned. Stopping the weekly digest of a business, and letting it come again: a person's own choice.

The address in a mail carries a signature and needs no sign-in (RFC 8058); it can only stop, and only this mail.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from core import audit
from core.access import visible_businesses
from core.models import Business, DigestStop, User
from runway.models import Assumptions

SIGNER = signing.Signer(salt="runway.digest-stop")
BY_MAIL, BY_PAGE = "by the link of a mail", "on a page"


class NoSuchLink(Exception):
    """What was followed is not an address that a mail carried, or not all of it."""


@dataclass(frozen=True, slots=True)
class MailChoice:
    """One business that sends its digest, and whether this person gets it."""

    name: str
    slug: str
    comes: bool


def stop_address(user_id: int, business: Business) -> str:
    """The absolute address that stops this mail for this person."""
    token = SIGNER.sign_object([user_id, business.pk])
    return f"{settings.SITE_URL}{reverse('runway:mail-stop', args=[token])}"


def named_by(token: str) -> tuple[User, Business]:
    """Whose mail of which business an address stops. Raises NoSuchLink."""
    try:
        user_id, business_id = SIGNER.unsign_object(token)
        return User.objects.get(pk=user_id), Business.objects.get(pk=business_id)
    except (signing.BadSignature, ValueError, TypeError, User.DoesNotExist, Business.DoesNotExist) as why:
        raise NoSuchLink from why


@transaction.atomic
def stop(user: User, business: Business, way: str) -> bool:
    """The mail comes no more; False where it did not come already."""
    _, is_new = DigestStop.objects.get_or_create(user=user, business=business)
    if is_new:
        audit.record(user.email, "digest mail stopped", business=business, subject=user.email, way=way)
    return is_new


@transaction.atomic
def resume(user: User, business: Business) -> bool:
    """The mail comes again; False where it was not stopped."""
    gone, _ = DigestStop.objects.filter(user=user, business=business).delete()
    if gone:
        audit.record(
            user.email, "digest mail wanted again", business=business, subject=user.email, way=BY_PAGE
        )
    return bool(gone)


def comes(user: User, business: Business) -> bool:
    """Whether this person lets the mail come."""
    return not DigestStop.objects.filter(user=user, business=business).exists()


def choices_of(user: User) -> tuple[MailChoice, ...]:
    """Every business of theirs that sends its digest, and those whose mail they stopped, by name. Three queries."""
    stopped = set(user.digest_stops.values_list("business_id", flat=True))
    sending = set(Assumptions.objects.filter(digest_is_sent=True).values_list("business_id", flat=True))
    businesses = visible_businesses(user).order_by("name")
    shown = [each for each in businesses if each.pk in sending or each.pk in stopped]
    return tuple(MailChoice(each.name, each.slug, each.pk not in stopped) for each in shown)
