"""What QBO hands over when a person lets RowCol into a company, and again at every refresh."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Grant:
    """A pair of tokens with their lives in seconds (API_FACTS 6.2); the hard end is None when left out."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_in: int
    refresh_expires_in: int
    refresh_hard_expires_in: int | None = None
