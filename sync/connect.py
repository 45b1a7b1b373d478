"""Connecting a business to its QBO company, by a person's consent, and letting go of it (API_FACTS 6.2)."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from core import audit, clock
from core.models import Business, Firm
from core.services import BusinessService
from sync import feeds, tokens, usage
from sync.alerts import book, consent
from sync.errors import CompanyTaken, ConsentDenied, ConsentUnproven, NotConnected, OtherCompany, SyncError
from sync.grant import Grant
from sync.models import Connection
from sync.qbo import oauth
from sync.vault import unseal

SALT = "sync.connect"
CONSENT_LIFE = timedelta(minutes=15)
REALM = re.compile(r"[0-9]{1,32}")


@dataclass(frozen=True)
class Intent:
    """What a signed `state` says: who wanted to connect which business, and where they come back.

    Without a business it is a new client of `firm`, opened when the consent is there. `nonce` is for whoever must
    know the answer again, and take it once only.
    """

    business: int | None
    redirect_uri: str
    actor: str
    at: float
    nonce: str
    firm: int | None = None
    timezone: str = ""


def intent(
    redirect_uri: str,
    actor: str,
    *,
    business: Business | None = None,
    firm: Firm | None = None,
    timezone: str = "",
) -> Intent:
    """The wish to connect a business, or a new client of a firm; good for CONSENT_LIFE from now."""
    asked_at, nonce = clock.now().timestamp(), uuid.uuid4().hex
    return Intent(
        business=business.pk if business else None,
        redirect_uri=redirect_uri,
        actor=actor,
        at=asked_at,
        nonce=nonce,
        firm=firm.pk if firm else None,
        timezone=timezone,
    )


def address_of(wish: Intent) -> str:
    """Where to send the person who consents."""
    return oauth.authorize_url(signing.dumps(vars(wish), salt=SALT), wish.redirect_uri)


def authorize_url(business: Business, redirect_uri: str, *, actor: str = "sync") -> str:
    """Where to send the person who consents for a business. `actor` goes into the audit trail."""
    return address_of(intent(redirect_uri, actor, business=business))


def finish(callback: Mapping[str, str], redirect_uri: str | None = None) -> Connection:
    """The connection that the person's answer makes; `callback` is the query that QBO sent them back with.

    A broken or ended connection to the same company is mended, its mirror kept. Raises ConsentUnproven,
    ConsentDenied, CompanyTaken, OtherCompany, or what the exchange of the code met.
    """
    wish = proven(callback)
    if refusal := callback.get("error"):
        named = Business.objects.filter(pk=wish.business or 0).first()
        audit.record(wish.actor, "consent not given", business=named, why=refusal[:100])
        raise ConsentDenied(refusal)
    code, realm_id = callback.get("code", ""), callback.get("realmId", "")
    if not (code and REALM.fullmatch(realm_id)):
        raise ConsentUnproven("the answer names no code or no company")
    _insist_known(wish)
    _check_company(wish, realm_id)
    connection = _keep(wish, realm_id, code, redirect_uri or wish.redirect_uri)
    audit.record(
        wish.actor,
        "connected",
        business=connection.business,
        subject=realm_id,
        environment=settings.QBO_ENVIRONMENT,
    )
    return connection


def proven(callback: Mapping[str, str]) -> Intent:
    """The intent behind a callback's `state`, if RowCol signed it a short while ago; else ConsentUnproven."""
    try:
        said: dict[str, Any] = signing.loads(callback.get("state", ""), salt=SALT)
        wish = Intent(**said)
    except (signing.BadSignature, TypeError) as error:
        raise ConsentUnproven("the state is not ours") from error
    if not 0 <= clock.now().timestamp() - wish.at <= CONSENT_LIFE.total_seconds():
        raise ConsentUnproven(f"it took longer than {CONSENT_LIFE.total_seconds() / 60:g} minutes")
    return wish


def disconnect(business: Business, *, actor: str = "sync") -> bool:
    """Take the consent back at QBO, forget the tokens; feeds rest and the mirror stays. Whether QBO confirmed it.

    The tokens are forgotten even when QBO cannot be asked. NotConnected when there is nothing to let go of.
    """
    with transaction.atomic(durable=True):
        connection = (
            Connection.objects.select_for_update().filter(business=business).exclude(refresh_token="").first()
        )
        if connection is None:
            raise NotConnected
        revoked, why = _revoke(connection)
        connection.access_token = connection.refresh_token = ""
        connection.access_expires_at = connection.refresh_expires_at = connection.refresh_ends_at = None
        connection.ended_at = clock.now()
        book.end(business, consent.KINDS, connection.ended_at)
        connection.save()
        audit.record(
            actor,
            "disconnected",
            business=business,
            subject=connection.realm_id,
            revoked_at_qbo=revoked,
            why=why,
        )
    return revoked


def _insist_known(wish: Intent) -> None:
    """Business or firm may be gone by the time that the answer comes."""
    if not (Business.objects.filter(pk=wish.business or 0).exists() or _firms(wish).exists()):
        raise ConsentUnproven("the business is gone")


def _firms(wish: Intent) -> QuerySet[Firm]:
    return Firm.objects.filter(pk=wish.firm or 0)


def _check_company(wish: Intent, realm_id: str) -> None:
    """Before the code is spent: one company, one business, and no second company into the same mirror."""
    others = Connection.objects.exclude(business=wish.business) if wish.business else Connection.objects
    if others.filter(realm_id=realm_id, ended_at=None).exists():
        raise CompanyTaken(f"company {realm_id}")
    if kept := Connection.objects.filter(business=wish.business).exclude(realm_id=realm_id).first():
        raise OtherCompany(f"company {kept.realm_id}, not {realm_id}")


def _keep(wish: Intent, realm_id: str, code: str, redirect_uri: str) -> Connection:
    """Exchange the code and store the tokens under the row's lock, so that no refresh runs meanwhile.

    What the connection was wanted for is due with it: the worker's next tick takes it up.
    """
    try:
        with transaction.atomic(durable=True):
            connection = _row(wish, realm_id)
            asked_at = clock.now()
            grant = _exchange(connection.business, code, redirect_uri)
            connection.environment, connection.connected_at = settings.QBO_ENVIRONMENT, asked_at
            connection.broken_at, connection.broken_why, connection.ended_at = None, "", None
            connection.refusals, connection.refused_since = 0, None
            tokens.store(connection, grant, asked_at)
            feeds.connected(connection.business)
            book.end(connection.business, consent.KINDS, asked_at)
    except IntegrityError as error:
        raise CompanyTaken(f"company {realm_id}") from error
    return connection


def _row(wish: Intent, realm_id: str) -> Connection:
    """The business's row under its lock, or a new one; a new client is opened, to be named by its company."""
    if wish.business is None:
        firm = _firms(wish).get()
        zone = {"timezone": wish.timezone} if wish.timezone else {}
        opened = BusinessService(wish.actor).open_business(firm, f"QuickBooks company {realm_id}", **zone)
        return Connection(business=opened, realm_id=realm_id)
    kept = Connection.objects.select_for_update().filter(business=wish.business).first()
    return kept or Connection(business=Business.objects.get(pk=wish.business), realm_id=realm_id)


def _exchange(business: Business, code: str, redirect_uri: str) -> Grant:
    grant = oauth.exchange(code, redirect_uri)
    usage.count(business.pk, "token", failed=False, run_id=None)
    return grant


def _revoke(connection: Connection) -> tuple[bool, str]:
    """Whether the consent is gone at QBO, and if not, why."""
    try:
        oauth.revoke(unseal(connection.refresh_token))
    except SyncError as error:
        return False, str(error)
    return True, ""
