"""Consent with Intuit: where to send a person, trading codes and tokens, taking it back (API_FACTS 6)."""

import base64
import urllib.parse
from collections.abc import Mapping

import msgspec
from django.conf import settings

from sync.errors import AppNotAccepted, BadQuestion, ReconnectNeeded, SyncError, Unreachable, Unreadable
from sync.grant import Grant
from sync.qbo import faults
from sync.qbo.transport import Answer, send

SCOPE = "com.intuit.quickbooks.accounting"


class _Tokens(msgspec.Struct):
    """A token answer; one without all of these is none, so that an error body never passes for tokens."""

    access_token: str
    refresh_token: str
    expires_in: int
    x_refresh_token_expires_in: int
    x_refresh_token_hard_expires_in: int | None = None


class _Refusal(msgspec.Struct):
    error: str = ""
    error_description: str = ""


def authorize_url(state: str, redirect_uri: str) -> str:
    """Where a person says yes; QBO sends them back to `redirect_uri` with `code`, `state` and `realmId`."""
    asked = {
        "client_id": settings.QBO_CLIENT_ID,
        "response_type": "code",
        "scope": SCOPE,
        "redirect_uri": redirect_uri,
        "state": state,
    }
    return f"{settings.QBO_AUTHORIZE_URL}?{urllib.parse.urlencode(asked)}"


def exchange(code: str, redirect_uri: str) -> Grant:
    """The tokens for a code. Never repeated, since a second exchange can end the first (API_FACTS 6.2)."""
    return _grant({"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri})


def refresh(refresh_token: str) -> Grant:
    """New tokens for a refresh token; keep those at once, the old one may be dead by then.

    ReconnectNeeded when the token is refused for good; Unreachable, SlowDown or Unreadable leave it as it is.
    """
    return _grant({"grant_type": "refresh_token", "refresh_token": refresh_token})


def revoke(token: str) -> bool:
    """Take the consent back at QBO; False when QBO did not know the token any more."""
    answer = _post(settings.QBO_REVOKE_URL, msgspec.json.encode({"token": token}), "application/json")
    if answer.status == 400:
        return False
    if not 200 <= answer.status < 300:
        raise _refused(answer)
    return True


def _grant(form: Mapping[str, str]) -> Grant:
    body = urllib.parse.urlencode(form).encode()
    answer = _post(settings.QBO_TOKEN_URL, body, "application/x-www-form-urlencoded")
    if answer.status != 200:
        raise _refused(answer)
    try:
        kept = msgspec.json.decode(answer.body, type=_Tokens, strict=False)
    except msgspec.DecodeError as error:
        raise Unreadable(
            "the token endpoint's answer holds no tokens", intuit_tid=answer.intuit_tid
        ) from error
    if not (kept.access_token and kept.refresh_token and kept.expires_in > 0):
        raise Unreadable("the token endpoint's answer holds empty tokens", intuit_tid=answer.intuit_tid)
    return Grant(
        kept.access_token,
        kept.refresh_token,
        kept.expires_in,
        kept.x_refresh_token_expires_in,
        kept.x_refresh_token_hard_expires_in,
    )


def _post(url: str, body: bytes, content_type: str) -> Answer:
    """On a connection of its own: on a stale one it would stay unknown whether the token was spent."""
    pair = base64.b64encode(f"{settings.QBO_CLIENT_ID}:{settings.QBO_CLIENT_SECRET}".encode()).decode()
    headers = {
        "Content-Type": content_type,
        "Connection": "close",
        "x-include-refresh-token-hard-expires-in": "true",
    }
    return send("POST", url, f"Basic {pair}", headers=headers, data=body)


def _refused(answer: Answer) -> SyncError:
    """What a token endpoint's refusal means (API_FACTS 6.5)."""
    kind: type[SyncError]
    try:
        said = msgspec.json.decode(answer.body, type=_Refusal)
    except msgspec.DecodeError:
        said = _Refusal()
    if said.error == "invalid_grant":
        kind, detail = ReconnectNeeded, said.error_description or "the refresh token is expired or revoked"
    elif said.error == "invalid_client" or answer.status == 401:
        kind, detail = AppNotAccepted, said.error_description
    elif said.error and answer.status < 500:
        kind, detail = BadQuestion, said.error_description
    else:
        return faults.error_in(answer) or Unreachable(
            "the token endpoint gave no tokens", status=answer.status
        )
    return kind(detail, code=said.error, intuit_tid=answer.intuit_tid, status=answer.status)
