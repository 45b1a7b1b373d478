"""The one place where tokens are read, renewed and given up: a single refresh across all workers.

The row lock on `Connection` is the lock. It is held in a transaction of its own, never inside a caller's
(`durable` refuses that), so a rotated token is on disk before anybody uses it, whatever is rolled back.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import OperationalError, transaction
from django.db import connection as database
from django.db.models import Q

from core import audit, clock
from core.models import Business
from sync.alerts import book, consent
from sync.errors import NotConnected, ReconnectNeeded, SyncError, Unreachable, WrongEnvironment
from sync.grant import Grant
from sync.models import Connection
from sync.vault import seal, unseal

Refresh = Callable[[str], Grant]

# Refused so often and for so long, an access token just given says that the consent is worth nothing. Intuit's own
# outages look the same, and are shorter.
REFUSALS_ENOUGH, REFUSED_ENOUGH = 3, timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Access:
    """What a call needs: which company, and the token that opens it."""

    realm_id: str
    token: str = field(repr=False)
    refusals: int = 0


def access(
    business: Business, refresh: Refresh, *, rejected: str = "", patience: float | None = None
) -> Access:
    """A token with life in it; one that runs out, or that QBO `rejected`, is renewed first (API_FACTS 6.5).

    `refresh` trades a refresh token for a Grant; one that another worker has begun is waited for `patience` seconds at
    most. Our own is never cut short: the token that its answer holds would be lost. Raises NotConnected,
    WrongEnvironment, ReconnectNeeded (the connection is then marked broken), or whatever `refresh` raised: such trouble
    costs no token.
    """
    connection = usable(business)
    if held := _held(connection, rejected):
        return held
    return _renewed(business, refresh, rejected, patience or settings.QBO_TIMEOUT_SECONDS)


def usable(business: Business) -> Connection:
    """The business's connection, if calls may be made through it."""
    try:
        return _checked(Connection.objects.get(business=business))
    except Connection.DoesNotExist as error:
        raise NotConnected from error


def insist_connected(business: Business) -> None:
    """Raises NotConnected where no consent stands: what asks before it opens a run leaves no failure behind."""
    if not Connection.objects.filter(business=business).exclude(refresh_token="").exists():
        raise NotConnected


def store(connection: Connection, grant: Grant, asked_at: datetime) -> None:
    """Keep a grant on the row, its lives counted from when it was asked for; the caller holds the lock."""
    connection.access_token, connection.refresh_token = seal(grant.access_token), seal(grant.refresh_token)
    connection.access_expires_at = asked_at + timedelta(seconds=grant.expires_in)
    connection.refresh_expires_at = asked_at + timedelta(seconds=grant.refresh_expires_in)
    if grant.refresh_hard_expires_in is not None:
        connection.refresh_ends_at = asked_at + timedelta(seconds=grant.refresh_hard_expires_in)
    connection.refreshed_at = asked_at
    connection.save()


def give_up(business: Business, used: str, why: SyncError) -> None:
    """Mark the connection broken: QBO turned the token `used` away for good; a newer one is left alone."""
    with transaction.atomic(durable=True):
        connection = Connection.objects.select_for_update().get(business=business)
        if connection.is_usable() and connection.access_token and unseal(connection.access_token) == used:
            _break(connection, why)


def refused(business: Business, why: SyncError) -> None:
    """QBO refused an access token that it had just given. ReconnectNeeded, the connection broken, if it goes on so."""
    now = clock.now()
    with transaction.atomic(durable=True):
        connection = Connection.objects.select_for_update().get(business=business)
        connection.refusals, connection.refused_since = (
            connection.refusals + 1,
            connection.refused_since or now,
        )
        connection.save(update_fields=["refusals", "refused_since"])
        hopeless = ReconnectNeeded(
            f"it refuses even new access tokens, since {connection.refused_since:%H:%M} UTC"
        )
        is_over = connection.refusals >= REFUSALS_ENOUGH and now - connection.refused_since >= REFUSED_ENOUGH
        if is_over and connection.is_usable():
            _break(connection, hopeless)
    if is_over:
        raise hopeless from why


def accepted(business: Business) -> None:
    """QBO took an access token: earlier refusals were a passing trouble."""
    Connection.objects.filter(business=business).update(refusals=0, refused_since=None)


def break_lapsed(now: datetime) -> None:
    """Mark the connections whose consent is over by the calendar; QBO need not be asked."""
    over = Q(refresh_expires_at__lte=now) | Q(refresh_ends_at__lte=now)
    for business in Business.objects.filter(
        pk__in=Connection.objects.usable().filter(over).values("business")
    ):
        with transaction.atomic(durable=True):
            connection = Connection.objects.select_for_update().get(business=business)
            if connection.is_usable() and connection.has_lapsed(now):
                _break(connection, _lapsed(connection))


def _renewed(business: Business, refresh: Refresh, rejected: str, patience: float) -> Access:
    """Refresh under the lock, unless a sibling did so while we waited for it: then theirs is adopted.

    A refused refresh token needs no second look at the row: under the lock nothing newer can be stored.
    """
    failure: SyncError | None = None
    with transaction.atomic(durable=True):
        connection = _locked(business, patience)
        if held := _held(connection, rejected):
            return held
        asked_at = clock.now()
        try:
            store(connection, refresh(unseal(connection.refresh_token)), asked_at)
        except ReconnectNeeded as error:
            _break(connection, error)
            failure = error
        except SyncError as error:
            failure = error
    if failure:
        raise failure
    return Access(connection.realm_id, unseal(connection.access_token), connection.refusals)


def _locked(business: Business, patience: float) -> Connection:
    """The row under its lock; who waits longer than a refresh can take is told so instead of piling up."""
    with database.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{max(int(patience * 1000), 1)}ms"])
    try:
        return _checked(Connection.objects.select_for_update().get(business=business))
    except OperationalError as error:
        raise Unreachable("another worker has been refreshing the token for too long") from error


def _checked(connection: Connection) -> Connection:
    if not connection.refresh_token:
        raise NotConnected
    if not connection.is_usable():
        raise ReconnectNeeded(connection.broken_why)
    if connection.has_lapsed(clock.now()):
        raise _lapsed(connection)
    if connection.environment != settings.QBO_ENVIRONMENT:
        raise WrongEnvironment(
            f"connected in {connection.environment}, now running in {settings.QBO_ENVIRONMENT}"
        )
    return connection


def _held(connection: Connection, rejected: str) -> Access | None:
    """The stored access token, if it is fresh and not the one that QBO refused."""
    if not connection.access_is_fresh(clock.now()):
        return None
    token = unseal(connection.access_token)
    return Access(connection.realm_id, token, connection.refusals) if token != rejected else None


def _lapsed(connection: Connection) -> ReconnectNeeded:
    ends = connection.consent_ends_at()
    why = "five years after it was given" if ends == connection.refresh_ends_at else "since it was not used"
    return ReconnectNeeded(f"the consent ended on {ends:%B} {ends.day}, {ends.year}, {why}" if ends else why)


def _break(connection: Connection, why: SyncError) -> None:
    connection.broken_at, connection.broken_why = clock.now(), why.detail or type(why).__doc__ or ""
    connection.save(update_fields=["broken_at", "broken_why"])
    book.open_for([consent.reconnect(connection)], connection.broken_at)
    audit.record(
        "sync",
        "connection broken",
        business=connection.business,
        subject=connection.realm_id,
        why=connection.broken_why,
    )
