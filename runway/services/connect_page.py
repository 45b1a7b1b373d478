"""What the connection pages show, as frozen values."""

from dataclasses import dataclass
from datetime import datetime

from runway.services.digest_page import AsOf


@dataclass(frozen=True, slots=True)
class Pill:
    """A state as tone (red, amber, green, info, grey) and word."""

    tone: str
    word: str


@dataclass(frozen=True, slots=True)
class Row:
    """One business in the list. `since` and `stopped` are in its own zone; `act` is the button's word, if any."""

    name: str
    slug: str
    firm: str
    pill: Pill
    company: str
    realm_id: str
    since: datetime | None
    stopped: datetime | None
    why: str
    as_of: AsOf
    act: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The person's businesses, those that need someone first; `firms` are those in which a client may be added."""

    rows: tuple[Row, ...]
    firms: tuple[tuple[str, str], ...] = ()
    zones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EntityRow:
    """One kind of object in the first read."""

    name: str
    read: int
    pill: Pill
    why: str


@dataclass(frozen=True, slots=True)
class ReadPanel:
    """The first read of the books; `follow` says that it moves and the page with it.

    `apart` is why nothing of QuickBooks arrives now, empty while the connection lives.
    """

    stage: str
    apart: str
    rows: tuple[EntityRow, ...]
    whole: int
    kinds: int
    objects: int
    calls: int
    started_at: datetime | None
    error: str
    next_try_at: datetime | None
    follow: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A step on the way to a digest: done, now or later."""

    name: str
    state: str
    text: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that the books tell so far, in words; `unknown until ...` where they do not yet."""

    name: str
    said: str


@dataclass(frozen=True, slots=True)
class ConnectionPage:
    """One business's connection."""

    name: str
    slug: str
    row: Row
    consent_ends_at: datetime | None
    last_ok_at: datetime | None
    steps: tuple[Step, ...]
    read: ReadPanel
    known: tuple[Fact, ...]
    may_connect: bool
    may_let_go: bool
    may_erase: bool
    may_mark: bool


@dataclass(frozen=True, slots=True)
class RefusedPage:
    """Why an answer made no connection; `slug` is where to start again."""

    title: str
    text: tuple[str, ...]
    status: int
    slug: str = ""
    held_by: str = ""
    held_by_slug: str = ""
    reference: str = ""
