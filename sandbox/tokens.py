"""Grants and tokens as Intuit gives them: lifetimes, rotation, penalty, revocation (API_FACTS 6.2 to 6.4)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from sandbox import faults, switches
from sandbox.store import Store

ACCESS_SECONDS = 3600
REFRESH_SECONDS = 8_640_000
ROTATE_SECONDS = 86_400
HARD_SECONDS = 157_680_000
CODE_SECONDS = 600


class OAuthError(Exception):
    """A refusal of the token service: `{"error", "error_description"}` with its status (API_FACTS 6.5)."""

    def __init__(self, error: str, description: str = "", status: int = 400) -> None:
        super().__init__(f"{error} {description}".strip())
        self.error, self.description, self.status = error, description, status

    def as_dict(self) -> dict[str, str]:
        shown = {"error": self.error}
        return {**shown, "error_description": self.description} if self.description else shown


@dataclass(frozen=True, slots=True)
class Client:
    """The one app that may connect; people know it by its name, where it has one."""

    id: str
    secret: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """One person's consent for one company; `hard_end` is five years on and never moves."""

    id: int
    realm: str
    scope: str
    granted_at: int

    @property
    def hard_end(self) -> int:
        return self.granted_at + HARD_SECONDS


class Tokens:
    """The token tables of the data folder; every time is epoch seconds of the sandbox clock."""

    def __init__(self, store: Store, client: Client) -> None:
        self.store, self.client = store, client

    def code(self, realm: str, redirect_uri: str, scope: str, now: int) -> str:
        """A new single-use authorization code for the company."""
        code = f"AB1{secrets.token_urlsafe(30)}"
        with self.store.transaction():
            row = (code, self.client.id, realm, redirect_uri, scope, now + CODE_SECONDS)
            self.store.rows("INSERT INTO auth_code VALUES (?, ?, ?, ?, ?, ?, NULL)", *row)
        return code

    def exchange(self, code: str, redirect_uri: str, now: int) -> tuple[Grant, dict[str, Any]]:
        """Tokens for a code; a code used twice ends what it gave the first time (API_FACTS 6.2 step 4)."""
        found = self.store.rows("SELECT * FROM auth_code WHERE code = ?", code).fetchone()
        if found is None or found[1] != self.client.id or found[3] != redirect_uri or found[5] < now:
            raise OAuthError("invalid_grant", "Incorrect or invalid authorization code")
        with self.store.transaction():
            sql = "UPDATE auth_code SET used_at = ? WHERE code = ? AND used_at IS NULL RETURNING code"
            first = self.store.rows(sql, now, code).fetchall()
            if first:
                grant = self._grant(code, found[2], found[4], now)
                return grant, self._answer(grant, self._issue(grant, "refresh", now), now)
            self.store.rows("UPDATE auth_grant SET revoked_at = ? WHERE code = ?", now, code)
        raise OAuthError("invalid_grant", "Authorization code has already been used")

    def _grant(self, code: str, realm: str, scope: str, now: int) -> Grant:
        sql = """INSERT INTO auth_grant (client_id, realm, scope, granted_at, code)
                 VALUES (?, ?, ?, ?, ?) RETURNING id"""
        made = self.store.rows(sql, self.client.id, realm, scope, now, code).fetchall()
        return Grant(made[0][0], realm, scope, now)

    def refresh(self, value: str, now: int) -> tuple[Grant, dict[str, Any]]:
        """A new access token; the refresh token changes once in 24 hours, its old value dies at once."""
        with self.store.transaction():
            grant, issued_at, replaced = self._refreshable(value, now)
            if not replaced:
                if now - issued_at >= ROTATE_SECONDS or switches.read(
                    self.store, grant.realm, "rotate_every_refresh"
                ):
                    self.store.rows("UPDATE auth_token SET replaced_at = ? WHERE value = ?", now, value)
                    value = self._issue(grant, "refresh", now)
                return grant, self._answer(grant, value, now)
            self.penalise(grant, now)
        raise OAuthError("invalid_grant", "Incorrect or invalid refresh token")

    def _refreshable(self, value: str, now: int) -> tuple[Grant, int, bool]:
        found = self._find(value)
        if found is None:
            raise OAuthError("invalid_grant", "Incorrect or invalid refresh token")
        grant, kind, issued_at, expires_at, replaced_at, revoked_at = found
        if kind != "refresh":
            raise OAuthError("invalid_grant", "Incorrect Token type or clientID")
        if revoked_at is not None or min(expires_at, grant.hard_end) <= now:
            raise OAuthError("invalid_grant", "Incorrect or invalid refresh token")
        return grant, issued_at, replaced_at is not None

    def penalise(self, grant: Grant, now: int) -> None:
        """End the grant for a refresh that should not have been, where the switch says so (API_FACTS 6.3)."""
        if switches.read(self.store, grant.realm, "refresh_penalty"):
            self.store.rows("UPDATE auth_grant SET revoked_at = ? WHERE id = ?", now, grant.id)

    def grant_of(self, value: str) -> Grant | None:
        """The grant behind a token of any kind and age."""
        found = self._find(value)
        return found[0] if found else None

    def company_of(self, access_token: str, now: int) -> Grant:
        """The grant that a live access token stands for; fault 3200 for any other token."""
        found = self._find(access_token)
        if found is None or found[1] != "access":
            raise faults.authentication_failed("Token invalid")
        grant, _, _, expires_at, _, revoked_at = found
        if revoked_at is not None:
            raise faults.authentication_failed("Token revoked")
        if expires_at <= now:
            raise faults.authentication_failed(f"Token expired: {access_token[:4]}xxxx")
        return grant

    def revoke(self, value: str, now: int) -> None:
        """End the grant behind an access or refresh token; OAuthError when there is none."""
        grant = self.grant_of(value)
        if grant is None:
            raise OAuthError("invalid_request", "Token is not valid")
        self.revoke_grants(now, grant.realm, grant.id)

    def revoke_grants(self, now: int, realm: str = "", grant_id: int = 0) -> int:
        """End all live grants, or those of a company, or one; how many ended."""
        sql = """UPDATE auth_grant SET revoked_at = ?1 WHERE revoked_at IS NULL
                 AND (?2 = '' OR realm = ?2) AND (?3 = 0 OR id = ?3) RETURNING id"""
        with self.store.transaction():
            return len(self.store.rows(sql, now, realm, grant_id).fetchall())

    def expire_access_tokens(self, now: int, realm: str = "") -> int:
        """Make all live access tokens old, or those of a company; how many were alive."""
        sql = """UPDATE auth_token SET expires_at = ?1 WHERE kind = 'access' AND expires_at > ?1
                 AND grant_id IN (SELECT id FROM auth_grant WHERE ?2 = '' OR realm = ?2) RETURNING grant_id"""
        with self.store.transaction():
            return len(self.store.rows(sql, now, realm).fetchall())

    def _find(self, value: str) -> tuple[Grant, str, int, int, int | None, int | None] | None:
        sql = """SELECT g.id, g.realm, g.scope, g.granted_at,
                        t.kind, t.issued_at, t.expires_at, t.replaced_at, g.revoked_at
                 FROM auth_token t JOIN auth_grant g ON g.id = t.grant_id WHERE t.value = ?"""
        found = self.store.rows(sql, value).fetchone()
        return (Grant(*found[:4]), *found[4:]) if found else None

    def _issue(self, grant: Grant, kind: str, now: int) -> str:
        prefix, seconds = ("RT1-", REFRESH_SECONDS) if kind == "refresh" else ("eyJ", ACCESS_SECONDS)
        value = f"{prefix}{secrets.token_urlsafe(40)}"
        self.store.rows(
            "INSERT INTO auth_token VALUES (?, ?, ?, ?, ?, NULL)", value, grant.id, kind, now, now + seconds
        )
        return value

    def _answer(self, grant: Grant, refresh_token: str, now: int) -> dict[str, Any]:
        """The token answer; using a refresh token starts its hundred days anew, within the five years."""
        ends = min(now + REFRESH_SECONDS, grant.hard_end)
        self.store.rows("UPDATE auth_token SET expires_at = ? WHERE value = ?", ends, refresh_token)
        return {
            "token_type": "bearer",
            "access_token": self._issue(grant, "access", now),
            "expires_in": ACCESS_SECONDS,
            "refresh_token": refresh_token,
            "x_refresh_token_expires_in": ends - now,
        }
