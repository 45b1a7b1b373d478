"""What the page of stored mails shows: one frozen value, every word ready."""

from dataclasses import dataclass
from datetime import date, datetime

from runway.services.digest_page import AsOf


@dataclass(frozen=True, slots=True)
class MailRow:
    """One letter: when it was sent, else written; `what` is what became of it, `error` why."""

    id: int
    at: datetime
    recipient: str
    role: str
    subject: str
    what: str
    error: str
    is_sent: bool
    is_asked: bool


@dataclass(frozen=True, slots=True)
class MailsPage:
    """The digest mails of one business, newest first; `more` is whether there are older ones than those.

    `missed` is the Monday of last week where its mail was never made. `comes`: whether this person lets the weekly
    one come. `of_all`: the mails of everybody, else this person's own.
    """

    name: str
    slug: str
    as_of: AsOf
    when: str
    is_sent: bool
    address: str
    comes: bool
    missed: date | None
    of_all: bool
    rows: tuple[MailRow, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class MailPage:
    """One letter as it was sent."""

    name: str
    slug: str
    as_of: AsOf
    row: MailRow
    text: str
