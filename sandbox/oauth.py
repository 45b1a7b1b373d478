"""Intuit's sign-in over HTTP: discovery, consent, tokens, revocation, user info (API_FACTS 6)."""

from __future__ import annotations

import base64
import binascii
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import parse_qsl, urlencode, urlsplit

from sandbox import consent, switches
from sandbox.exchange import HTML, Answer, Request
from sandbox.service import Service
from sandbox.tokens import Grant, OAuthError
from sandbox.wire import decode, encode

AUTHORIZE = "/connect/oauth2"
TOKEN = "/oauth2/v1/tokens/bearer"
REVOKE = "/v2/oauth2/tokens/revoke"
USERINFO = "/v1/openid_connect/userinfo"
JWKS = "/op/v1/jwks"
_SCOPES_WORDS = (
    "com.intuit.quickbooks.accounting com.intuit.quickbooks.payment openid profile email phone "
    "address project-management.project app-foundations.custom-field-definitions "
    "payroll.compensation.read indirect-tax.tax-calculation.quickbooks"
)
SCOPES = frozenset(_SCOPES_WORDS.split())
HARD_EXPIRY_HEADER = "x-include-refresh-token-hard-expires-in"


def discovery(service: Service, request: Request) -> Answer:
    """The discovery document with the sandbox itself as every host."""
    addresses = {
        "authorization_endpoint": AUTHORIZE,
        "token_endpoint": TOKEN,
        "userinfo_endpoint": USERINFO,
        "revocation_endpoint": REVOKE,
        "jwks_uri": JWKS,
    }
    document = {
        "issuer": f"{request.host}/op/v1",
        **{name: request.host + path for name, path in addresses.items()},
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "email", "profile", "address", "phone"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "claims_supported": ["aud", "exp", "iat", "iss", "realmid", "sub"],
    }
    return Answer(200, encode(document))


def authorize(service: Service, request: Request) -> Answer:
    """GET shows the consent page, POST takes the decision back to the app; a 400 page when neither can be."""
    posted = dict(parse_qsl(request.text)) if request.method == "POST" else {}
    asked = {**request.query, **posted}
    trouble = _trouble(service, asked)
    if trouble:
        return Answer(400, consent.refusal(trouble).encode(), HTML)
    if not SCOPES.issuperset(asked.get("scope", "").split()) or not asked.get("scope"):
        return _back(asked, {"error": "invalid_scope", "state": asked["state"]})
    if not posted:
        companies = service.store.rows(
            "SELECT realm, name FROM company ORDER BY created_at, realm"
        ).fetchall()
        return Answer(200, consent.page(asked, companies, service.client.name).encode(), HTML)
    return _decided(service, request, asked)


def _trouble(service: Service, asked: dict[str, str]) -> str:
    address = urlsplit(asked.get("redirect_uri", ""))
    checks = (
        (
            asked.get("client_id") == service.client.id,
            f"client_id is not known here: {asked.get('client_id')!r}",
        ),
        (asked.get("response_type") == "code", "response_type must be code"),
        (
            address.scheme in ("http", "https") and address.netloc,
            "redirect_uri must be a full http or https address",
        ),
        (asked.get("state"), "state is required"),
    )
    return next((text for fine, text in checks if not fine), "")


def _decided(service: Service, request: Request, asked: dict[str, str]) -> Answer:
    if asked.get("decision") != "connect":
        return _back(asked, {"error": "access_denied", "state": asked["state"]})
    realm = asked.get("realm", "")
    if service.store.rows("SELECT 1 FROM company WHERE realm = ?", realm).fetchone() is None:
        return Answer(400, consent.refusal(f"no company with realm id {realm!r}").encode(), HTML)
    code = service.tokens.code(realm, asked["redirect_uri"], asked["scope"], int(request.at.timestamp()))
    return _back(asked, {"code": code, "state": asked["state"], "realmId": realm})


def _back(asked: dict[str, str], values: dict[str, str]) -> Answer:
    address = asked["redirect_uri"]
    joint = "&" if urlsplit(address).query else "?"
    return Answer(302, b"", HTML, {"Location": f"{address}{joint}{urlencode(values)}"})


def token(service: Service, request: Request) -> Answer:
    """Code exchange and refresh (API_FACTS 6.2, 6.5)."""
    form = dict(parse_qsl(request.text))
    try:
        _check_client(service, request, form)
        work = _GRANT_TYPES.get(form.get("grant_type", ""))
        if work is None:
            raise OAuthError("unsupported_grant_type")
        return work(service, request, form)
    except OAuthError as refusal:
        return Answer(refusal.status, encode(refusal.as_dict()))


def _check_client(service: Service, request: Request, form: dict[str, str]) -> None:
    """Basic authentication, or id and secret in the form; OAuthError 401 for a wrong pair."""
    given = (form.get("client_id", ""), form.get("client_secret", ""))
    kind, _, value = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "basic":
        try:
            id, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            raise OAuthError("invalid_client", status=401) from None
        given = (id, secret)
    if given != (service.client.id, service.client.secret):
        raise OAuthError("invalid_client", status=401)


def _exchange(service: Service, request: Request, form: dict[str, str]) -> Answer:
    request.asked = "token_exchanges"
    now = int(request.at.timestamp())
    grant, tokens = service.tokens.exchange(form.get("code", ""), form.get("redirect_uri", ""), now)
    return _token_answer(request, grant, tokens, now)


def _refresh(service: Service, request: Request, form: dict[str, str]) -> Answer:
    value, now = form.get("refresh_token", ""), int(request.at.timestamp())
    grant = service.tokens.grant_of(value)
    request.realm = grant.realm if grant else ""
    with _alone(value) as alone:
        time.sleep(switches.read(service.store, request.realm, "refresh_seconds"))
        if alone:
            return _token_answer(request, *service.tokens.refresh(value, now), now)
        if grant is not None:
            service.tokens.penalise(grant, now)
    raise OAuthError("invalid_grant", "Incorrect or invalid refresh token")


_refreshing: set[str] = set()
_refreshing_lock = threading.Lock()


@contextmanager
def _alone(value: str) -> Iterator[bool]:
    """Whether no other refresh of the same token is under way."""
    with _refreshing_lock:
        alone = value not in _refreshing
        _refreshing.add(value)
    try:
        yield alone
    finally:
        if alone:
            with _refreshing_lock:
                _refreshing.discard(value)


def _token_answer(request: Request, grant: Grant, tokens: dict[str, object], now: int) -> Answer:
    request.realm = grant.realm
    if request.headers.get(HARD_EXPIRY_HEADER, "").lower() == "true":
        tokens["x_refresh_token_hard_expires_in"] = grant.hard_end - now
    return Answer(200, encode(tokens), headers={"Cache-Control": "no-store", "Pragma": "no-cache"})


_GRANT_TYPES: dict[str, Callable[[Service, Request, dict[str, str]], Answer]] = {
    "authorization_code": _exchange,
    "refresh_token": _refresh,
}


def revoke(service: Service, request: Request) -> Answer:
    """End the grant behind the token in a JSON or form body; 200 without a body, 400 for an unknown token."""
    try:
        form = _revoke_form(request)
        _check_client(service, request, form)
        value, now = str(form.get("token", "")), int(request.at.timestamp())
        grant = service.tokens.grant_of(value)
        request.realm = grant.realm if grant else ""
        service.tokens.revoke(value, now)
    except OAuthError as refusal:
        return Answer(refusal.status, encode(refusal.as_dict()))
    return Answer(200, b"")


def _revoke_form(request: Request) -> dict[str, str]:
    if not request.text.lstrip().startswith("{"):
        return dict(parse_qsl(request.text))
    try:
        return dict(decode(request.text))
    except ValueError:
        raise OAuthError("invalid_request", "The body is not JSON") from None


def userinfo(service: Service, request: Request) -> Answer:
    """Who consented; fault 3200 without a live access token."""
    grant = service.tokens.company_of(bearer(request), int(request.at.timestamp()))
    person = {"sub": f"sandbox-{grant.id}", "email": "olive@books.example", "emailVerified": True}
    return Answer(200, encode({**person, "givenName": "Olive", "familyName": "Harper"}))


def jwks(service: Service, request: Request) -> Answer:
    """No keys: id tokens are not issued here."""
    return Answer(200, b'{"keys":[]}')


def bearer(request: Request) -> str:
    """The bearer token of the Authorization header, or ""."""
    kind, _, value = request.headers.get("authorization", "").partition(" ")
    return value.strip() if kind.lower() == "bearer" else ""
