"""Flow: live. What people do about a connection: ask for it, bring the answer, let go, erase, read again.

The experiences get values: what QBO or a rule refused comes back as a `Refusal` with its words, never as an exception.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from core import audit, clock
from core.models import Business, Firm
from core.services import BusinessService
from sync import connect, erase, feeds, tasks
from sync.bells import ring
from sync.errors import CompanyTaken, ConsentDenied, ConsentUnproven, NotConnected, OtherCompany, SyncError
from sync.models import Connection, FeedKind
from sync.orchestrators.introduction import said_of_itself


class Refusal(StrEnum):
    """Why an answer to a consent made no connection."""

    UNPROVEN = "unproven"
    DENIED = "denied"
    TAKEN = "taken"
    OTHER = "other"
    FAILED = "failed"


REFUSALS: Mapping[type[SyncError], Refusal] = {
    ConsentUnproven: Refusal.UNPROVEN,
    ConsentDenied: Refusal.DENIED,
    CompanyTaken: Refusal.TAKEN,
    OtherCompany: Refusal.OTHER,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Where the person is sent, and the word by which their answer is known again."""

    address: str
    nonce: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What an answer that comes back was asked for: one business, or a new client of a firm."""

    nonce: str
    business: Business | None
    firm: Firm | None


@dataclass(frozen=True, slots=True)
class Answer:
    """The business that is connected now; or why there is none, in the product's words."""

    business: Business | None = None
    refusal: Refusal | None = None
    said: str = ""
    held_by: Business | None = None


def ask(
    redirect_uri: str,
    actor: str,
    *,
    business: Business | None = None,
    firm: Firm | None = None,
    timezone: str = "",
) -> Asked:
    """The way to QBO's consent page, for a business or for a new client of a firm."""
    wish = connect.intent(redirect_uri, actor, business=business, firm=firm, timezone=timezone)
    return Asked(connect.address_of(wish), wish.nonce)


def wish_behind(callback: Mapping[str, str]) -> Wish | None:
    """What an answer was asked for; None where RowCol did not ask, or asked too long ago."""
    try:
        found = connect.proven(callback)
    except ConsentUnproven:
        return None
    business = Business.objects.filter(pk=found.business or 0).first()
    firm = Firm.objects.filter(pk=found.firm or 0).first()
    return Wish(found.nonce, business, firm) if business or firm else None


def answer(callback: Mapping[str, str]) -> Answer:
    """Make the connection that an answer allows, and let its books be read at once."""
    try:
        wish, connection = connect.proven(callback), connect.finish(callback)
    except SyncError as why:
        refusal = REFUSALS.get(type(why), Refusal.FAILED)
        held_by = _holder(callback.get("realmId", "")) if refusal is Refusal.TAKEN else None
        return Answer(refusal=refusal, said=str(why), held_by=held_by)
    if wish.business is None:
        _introduce(connection.business, wish.actor)
    ring(tasks.tick)
    return Answer(connection.business)


def let_go(business: Business, actor: str) -> bool | None:
    """Whether QBO confirmed that the consent is taken back; None where there was nothing to let go of."""
    try:
        return connect.disconnect(business, actor=actor)
    except NotConnected:
        return None


def erase_books(business: Business, actor: str) -> str:
    """Remove the books and all that was decided on them; "" or the words of what stood in the way."""
    try:
        erase.erase(business, actor=actor)
    except SyncError as why:
        return str(why)
    return ""


def read_again(business: Business, actor: str) -> None:
    """Let the first read go on now instead of when its feed would try again by itself."""
    feed = feeds.feed_of(business, FeedKind.BACKFILL)
    feed.next_at = clock.now()
    feed.save(update_fields=["next_at"])
    audit.record(actor, "first read tried again", business=business)
    ring(tasks.tick)


def _introduce(business: Business, actor: str) -> None:
    """Name a new client after its company; one that cannot say who it is keeps its number for a name."""
    with suppress(SyncError):
        BusinessService(actor).introduce(business, **said_of_itself(business))


def _holder(realm_id: str) -> Business | None:
    held = Connection.objects.filter(realm_id=realm_id, ended_at=None).select_related("business").first()
    return held.business if held else None
