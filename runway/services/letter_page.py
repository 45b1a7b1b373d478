"""What a digest mail says: one frozen value, every word ready, from which HTML and plain text are both laid out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to a page: an absolute address, since mail has no site of its own."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A line of a table: `note` stands under its name, `beside` under its value."""

    name: str
    value: str
    note: str = ""
    beside: str = ""
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class LetterPill:
    """A status: its light names the colours, `words` carry shape and reason."""

    light: str
    words: str


@dataclass(frozen=True, slots=True)
class LetterFigure:
    """A large number, what it is, its status where it has one, and what is small beneath it."""

    name: str
    value: str
    notes: tuple[str, ...]
    pill: LetterPill | None = None


@dataclass(frozen=True, slots=True)
class LetterBar:
    """One week: its amount in thousands, the bar's height in pixels, the day that closes it."""

    amount: str
    height: int
    month: str
    day: str
    is_below: bool


@dataclass(frozen=True, slots=True)
class LetterSection:
    """A heading over a table, bars, or the one sentence of a quiet week; `link` leads to where one acts on it."""

    title: str
    rows: tuple[LetterRow, ...] = ()
    bars: tuple[LetterBar, ...] = ()
    quiet: str = ""
    notes: tuple[str, ...] = ()
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A digest mail in one role's edition, without what is the recipient's own (`Letterhead`).

    Of books that are not fit `paragraphs` say so, and there is nothing besides.
    """

    subject: str
    preheader: str
    name: str
    week: str
    opening: tuple[str, ...]
    headline: str
    paragraphs: tuple[str, ...] = ()
    figures: tuple[LetterFigure, ...] = ()
    notes: tuple[str, ...] = ()
    sections: tuple[LetterSection, ...] = ()
    footer: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def button(self) -> Link | None:
        """The one way that is a button: what its reader acts on first."""
        return next((section.link for section in self.sections if section.link), None)


@dataclass(frozen=True, slots=True)
class Ways:
    """Absolute addresses of a business's pages."""

    digest: str
    console: str
    tray: str
    mails: str


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What is the recipient's own: who else gets the mail, and the address that stops it without a sign-in."""

    others: str
    stop: str
