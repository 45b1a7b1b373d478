"""Flow: owned. The tokens of one person's programs: made, listed, ended; each act is in the audit trail."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from knox.models import AuthToken

from core import audit
from core.models import User
from runway.services.zones import zone_of


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token by its first letters, which is all of it that is kept in the clear; instants in the person's zone."""

    starts_with: str
    made_at: datetime
    ends_at: datetime | None
    is_over: bool


class TokenService:
    """What a person does about their own tokens."""

    def __init__(self, user: User) -> None:
        self.user = user

    def tokens(self, now: datetime) -> tuple[TokenRow, ...]:
        """The newest first."""
        zone = zone_of(self.user)
        return tuple(
            TokenRow(
                token.token_key,
                token.created.astimezone(zone),
                token.expiry.astimezone(zone) if token.expiry else None,
                bool(token.expiry and token.expiry <= now),
            )
            for token in AuthToken.objects.filter(user=self.user).order_by("-created")
        )

    @transaction.atomic
    def make(self) -> str:
        """The token itself, this once: its hash alone is kept."""
        kept, token = AuthToken.objects.create(self.user)
        audit.record(self.user.email, "API token made", subject=kept.token_key)
        return str(token)

    @transaction.atomic
    def end(self, starts_with: str) -> bool:
        """Whether there was such a token of theirs."""
        gone, _ = AuthToken.objects.filter(user=self.user, token_key=starts_with).delete()
        if gone:
            audit.record(self.user.email, "API token ended", subject=starts_with)
        return bool(gone)
