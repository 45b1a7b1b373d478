"""Connecting a business to its QBO company, by a person's consent, and letting go of it (API_FACTS 6.2)."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction

from core import audit, clock
from core.models import Business
from sync import tokens, usage
from sync.errors import CompanyTaken, ConsentDenied, ConsentUnproven, NotConnected, OtherCompany, SyncError
from sync.grant import Grant
from sync.models import Connection
from sync.qbo import oauth
from sync.vault import unseal

SALT = "sync.connect"
CONSENT_LIFE = timedelta(minutes=15)


@dataclass(frozen=True)
class Intent:
    """What a signed `state` says: who wanted to connect which business, and where they come back."""

    business: int
    redirect_uri: str
    actor: str
    at: float
    nonce: str


def authorize_url(business: Business, redirect_uri: str, *, actor: str = "sync") -> str:
    """Where to send the person who consents; good for CONSENT_LIFE. `actor` goes into the audit trail."""
    intent = Intent(business.pk, redirect_uri, actor, clock.now().timestamp(), uuid.uuid4().hex)
    return oauth.authorize_url(signing.dumps(vars(intent), salt=SALT), redirect_uri)


def finish(callback: Mapping[str, str], redirect_uri: str | None = None) -> Connection:
    """The connection that the person's answer makes; `callback` is the query that QBO sent them back with.

    A broken or ended connection to the same company is mended, its mirror kept. Raises ConsentUnproven,
    ConsentDenied, CompanyTaken, OtherCompany, or what the exchange of the code met.
    """
    intent = _proven(callback.get("state", ""))
    if refusal := callback.get("error"):
        raise ConsentDenied(refusal)
    code, realm_id = callback.get("code", ""), callback.get("realmId", "")
    if not (code and realm_id.isdigit()):
        raise ConsentUnproven("the answer names no code or no company")
    business = Business.objects.filter(pk=intent.business).first()
    if business is None:
        raise ConsentUnproven("the business is gone")
    _check_company(business, realm_id)
    connection = _keep(business, realm_id, code, redirect_uri or intent.redirect_uri)
    audit.record(
        intent.actor, "connected", business=business, subject=realm_id, environment=settings.QBO_ENVIRONMENT
    )
    return connection


def disconnect(business: Business, *, actor: str = "sync") -> bool:
    """Take the consent back at QBO and forget the tokens; the mirror stays. Whether QBO confirmed it.

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


def _proven(state: str) -> Intent:
    """The intent behind a `state`, if RowCol signed it a short while ago."""
    try:
        said: dict[str, Any] = signing.loads(state, salt=SALT)
        intent = Intent(**said)
    except (signing.BadSignature, TypeError) as error:
        raise ConsentUnproven("the state is not ours") from error
    if not 0 <= clock.now().timestamp() - intent.at <= CONSENT_LIFE.total_seconds():
        raise ConsentUnproven(f"it took longer than {CONSENT_LIFE.total_seconds() / 60:g} minutes")
    return intent


def _check_company(business: Business, realm_id: str) -> None:
    """Before the code is spent: one company, one business, and no second company into the same mirror."""
    if Connection.objects.filter(realm_id=realm_id).exclude(business=business).exists():
        raise CompanyTaken(f"company {realm_id}")
    if kept := Connection.objects.filter(business=business).exclude(realm_id=realm_id).first():
        raise OtherCompany(f"company {kept.realm_id}, not {realm_id}")


def _keep(business: Business, realm_id: str, code: str, redirect_uri: str) -> Connection:
    """Exchange the code and store the tokens under the row's lock, so that no refresh runs meanwhile."""
    try:
        with transaction.atomic(durable=True):
            connection = Connection.objects.select_for_update().filter(business=business).first()
            connection = connection or Connection(business=business, realm_id=realm_id)
            asked_at = clock.now()
            grant = _exchange(business, code, redirect_uri)
            connection.environment, connection.connected_at = settings.QBO_ENVIRONMENT, asked_at
            connection.broken_at, connection.broken_why = None, ""
            tokens.store(connection, grant, asked_at)
    except IntegrityError as error:
        raise CompanyTaken(f"company {realm_id}") from error
    return connection


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
